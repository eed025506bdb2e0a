"""The engine and its voices: utterances to pieces. What speaks is in the worker process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vitts_espeak.catalogue import voice_file
from vitts_espeak.pieces import PieceBuilder
from vitts_espeak.shared import SharedWorker
from vitts_espeak.text import readable, words_per_minute
from vitts_espeak.wire import Frame, Job
from vitts_server import Piece, Turn, Utterance, Voice, VoiceFailed, VoiceInfo


class EspeakEngine:
    """Loads eSpeak NG voices: the first one starts the worker, the last one ends it."""

    name = "espeak"

    def __init__(self, timeout_s: float) -> None:
        """`timeout_s`: longest wait for the next sound of a sentence."""
        self.worker = SharedWorker(timeout_s)

    @contextmanager
    def load(self, info: VoiceInfo, /) -> Iterator[Voice]:
        """A voice of `catalogue`. Raises `VoiceFailed` if eSpeak NG can't be used."""
        if info.path is None:
            raise VoiceFailed(f"voice {info.name} does not say which eSpeak NG voice it is: it has no path")
        with self.worker.lease() as sample_rate_hz:
            if sample_rate_hz != info.sample_rate_hz:
                raise VoiceFailed(f"eSpeak NG speaks at {sample_rate_hz} Hz, not at {info.sample_rate_hz} Hz")
            yield EspeakVoice(self.worker, info.path, sample_rate_hz)


class EspeakVoice:
    """A loaded voice. Every utterance has a process and a pipe of its own, so none waits for another."""

    concurrency = 16
    """No harm in more, but they would only queue for the cores."""
    size_bytes = 12_000_000
    """Measured; the worker is shared by all voices, and a child adds little while it speaks."""

    def __init__(self, worker: SharedWorker, path: Path, sample_rate_hz: int) -> None:
        """`path`: the voice's file in eSpeak NG's data."""
        self._worker = worker
        self._voice = voice_file(path)
        self._sample_rate_hz = sample_rate_hz

    def speak(self, utterance: Utterance, /) -> Iterator[Piece]:
        """The sentence piece by piece. Speeds below 0.46 and above 2.57 sound like these. Raises `VoiceFailed`."""
        reading = readable(utterance.text)
        if not reading.text:
            return
        job = Job(self._voice, reading.text, words_per_minute(utterance.speed), utterance.seed)
        with self._worker.begin(job) as frames:
            yield from self._pieces(frames, PieceBuilder(reading, self._sample_rate_hz), utterance.turn)

    def _pieces(self, frames: Iterator[Frame], builder: PieceBuilder, turn: Callable[[], Turn]) -> Iterator[Piece]:
        samples = self._samples(turn())
        for frame in frames:
            builder.feed(frame)
            while builder.is_ready(samples):
                yield builder.take(samples)
                samples = self._samples(turn())
        while not builder.is_empty():
            yield builder.take(samples)
            samples = self._samples(turn())

    def _samples(self, turn: Turn) -> int:
        return max(1, int(turn.piece_s * self._sample_rate_hz))
