"""Metrics of the moment: how the core, its doors, its voices and its store are now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from vitts_server import SpeechService, SpeechStatus, StoreStatus, __version__


@dataclass(frozen=True, slots=True)
class Moment:
    """Taken on the event loop, rendered on a thread."""

    speech: SpeechStatus
    store: StoreStatus
    voices: int
    bad_voices: int


def moment_of(speech: SpeechService) -> Moment:
    """How it is now."""
    return Moment(speech.status(), speech.store.status(), len(speech.voices()), len(speech.bad_voices()))


class Observed(Collector):
    """Gauges of the moment that was taken last."""

    def __init__(self) -> None:
        self.moment: Moment | None = None

    def describe(self) -> Iterable[Metric]:
        """Nothing: names are known when there is a moment to tell of."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """All gauges."""
        yield InfoMetricFamily("vitts_build", "The server's version.", {"version": __version__})
        if self.moment is not None:
            yield from _of_core(self.moment)
            yield from _of_voices(self.moment.speech)
            yield _gauge("vitts_store_files", "Finished files in the store.", self.moment.store.files)
            yield _gauge("vitts_store_bytes", "What they take on disk.", self.moment.store.size_bytes)


def _of_core(moment: Moment) -> Iterator[Metric]:
    speech = moment.speech
    is_ready = speech.state == "ready" and speech.default_voice is not None
    yield _gauge("vitts_ready", "1 while the server takes new requests.", int(is_ready))
    yield _gauge("vitts_requests_running", "Requests that are being spoken or wait.", speech.running)
    yield _gauge("vitts_requests_waiting", "Those of them that have text and no audio yet.", speech.waiting)
    connections = GaugeMetricFamily("vitts_connections", "Clients that are connected.", labels=["protocol"])
    for protocol, count in speech.connections.items():
        connections.add_metric([protocol], count)
    yield connections
    yield _gauge("vitts_voices_installed", "Voices that can be asked for.", moment.voices)
    yield _gauge("vitts_voices_bad", "Files that should be voices and are not.", moment.bad_voices)


def _of_voices(speech: SpeechStatus) -> Iterator[Metric]:
    yield _gauge("vitts_voices_loaded", "Voices in memory.", len(speech.loaded))
    size = GaugeMetricFamily("vitts_voice_bytes", "Memory of a voice that is loaded.", labels=["voice"])
    load = GaugeMetricFamily("vitts_voice_load_seconds", "How long it took to load it.", labels=["voice"])
    leases = GaugeMetricFamily("vitts_voice_leases", "Requests that speak with it now.", labels=["voice"])
    for voice in speech.loaded:
        size.add_metric([voice.name], voice.size_bytes)
        load.add_metric([voice.name], voice.load_s)
        leases.add_metric([voice.name], voice.leases)
    yield from (size, load, leases)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value)
