"""Metrics that add up over the requests that are over. Never a text, nor a name that only a client wrote."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from vitts_server import SpeechReport

_LATENCY_S = (0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0, 10.0, 30.0)
_FACTOR = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0)


class Counted:
    """Counters and histograms."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "vitts_requests",
            "Requests that are over, by what became of them.",
            ["voice", "kind", "outcome"],
            registry=registry,
        )
        self._errors = Counter("vitts_errors", "Requests that ended with an error.", ["code"], registry=registry)
        self._cancelled = Counter(
            "vitts_cancelled", "Requests whose client left or interrupted them.", ["voice"], registry=registry
        )
        self._store = Counter(
            "vitts_store_requests",
            "Requests for files, by whether the audio was there already.",
            ["result"],
            registry=registry,
        )
        self._first_audio = Histogram(
            "vitts_first_audio_seconds",
            "From a live request's arrival, or its first text if later, to its first samples.",
            ["voice"],
            buckets=_LATENCY_S,
            registry=registry,
        )
        self._queue = Histogram(
            "vitts_queue_seconds",
            "How long the first sentence of a request waited for a worker thread.",
            ["kind"],
            buckets=_LATENCY_S,
            registry=registry,
        )
        self._factor = Histogram(
            "vitts_realtime_factor",
            "Seconds of work for a second of audio, by request.",
            ["voice"],
            buckets=_FACTOR,
            registry=registry,
        )
        self._audio = Counter("vitts_audio_seconds", "Audio that was made.", ["voice"], registry=registry)
        self._work = Counter(
            "vitts_work_seconds", "What worker threads spent on making audio.", ["voice"], registry=registry
        )
        self._characters = Counter("vitts_characters", "Characters of the texts spoken.", ["voice"], registry=registry)
        for result in ("hit", "made"):
            self._store.labels(result)

    def add(self, report: SpeechReport) -> None:
        """A request is over, whatever became of it."""
        kind = _kind(report)
        self._requests.labels(report.voice, kind, report.outcome).inc()
        if report.error_code is not None:
            self._errors.labels(report.error_code).inc()
        if report.outcome == "cancelled":
            self._cancelled.labels(report.voice).inc()
        if report.is_cached:
            self._store.labels("hit").inc()
        elif report.voice:
            self._spoken(report, kind)

    def _spoken(self, report: SpeechReport, kind: str) -> None:
        """It had a voice, and maybe made some audio."""
        if kind == "file" and report.outcome == "done":
            self._store.labels("made").inc()
        if kind == "live" and report.first_audio_s is not None:
            self._first_audio.labels(report.voice).observe(report.first_audio_s)
        if report.queue_s is not None:
            self._queue.labels(kind).observe(report.queue_s)
        if report.audio_s:
            self._factor.labels(report.voice).observe(report.work_s / report.audio_s)
        self._audio.labels(report.voice).inc(report.audio_s)
        self._work.labels(report.voice).inc(report.work_s)
        self._characters.labels(report.voice).inc(report.characters)


def _kind(report: SpeechReport) -> str:
    if report.is_cached:
        return "cached"
    return "live" if report.is_live else "file"
