"""Our server with one technique changed: a plugin in the place of the Piper voices, and another order of steps.

`main` takes the command line of `vitts-server`; the environment says which variant. Nothing of the product is edited:
voices are wrapped through the public interface, and the agenda is replaced by a subclass.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.variants import VARIABLE, VARIANTS, Variant
from vitts_server import Backend, Config, Engine, Piece, Turn, Utterance, Voice, VoiceInfo, hookimpl
from vitts_server.speech.agenda import FIRST_PIECE_S, MAX_PIECE_S, Agenda, Stream
from vitts_server.voices.piper import PiperPlugin

_LONGEST_S = 600.0
"""Longer than any sentence."""


class VariantPlugin(PiperPlugin):
    """The plugin of the Piper voices, its engine wrapped."""

    @hookimpl
    def vitts_engines(self, config: Config, backends: Sequence[Backend]) -> Sequence[Engine]:
        """As the environment says."""
        variant = VARIANTS[os.environ[VARIABLE]]
        threads = len(os.sched_getaffinity(0))
        (engine,) = super().vitts_engines(config, backends)
        return [_VariantEngine(engine if variant.is_cut else _WholeEngine(threads), _changes(variant, threads))]


class ArrivalAgenda(Agenda):
    """The oldest request first: its deadline stays the moment of its arrival."""

    def begin(self, now_s: float) -> Stream | None:
        """As usual, but no piece is kept small for a deadline that has long passed."""
        stream = super().begin(now_s)
        if stream is not None and stream.made_s:
            stream.turn = replace(stream.turn, piece_s=MAX_PIECE_S)
        return stream

    def _most_urgent_live(self, ready: list[Stream], now_s: float) -> Stream | None:
        """Whoever came first, whether or not somebody else runs dry."""
        return min(ready, key=lambda stream: stream.deadline_s, default=None)

    def end(self, stream: Stream, *, audio_s: float, cost_s: float, now_s: float) -> None:
        """As usual, without moving the deadline."""
        arrived_s = stream.deadline_s
        super().end(stream, audio_s=audio_s, cost_s=cost_s, now_s=now_s)
        stream.deadline_s = arrived_s


@dataclass(slots=True)
class _VariantEngine:
    engine: Engine
    change: Callable[[Turn], Turn]
    name: str = "piper"

    @contextmanager
    def load(self, info: VoiceInfo, /) -> Iterator[Voice]:
        with self.engine.load(info) as voice:
            yield _VariantVoice(voice, self.change)


class _VariantVoice:
    """A voice that is told other turns than the scheduler's."""

    def __init__(self, voice: Voice, change: Callable[[Turn], Turn]) -> None:
        self.concurrency = voice.concurrency
        self.size_bytes = voice.size_bytes
        self._voice = voice
        self._change = change

    def speak(self, utterance: Utterance, /) -> Iterator[Piece]:
        return self._voice.speak(replace(utterance, turn=lambda: self._change(utterance.turn())))


@dataclass(slots=True)
class _WholeEngine:
    """Voices that are not cut."""

    threads: int
    name: str = "piper"

    @contextmanager
    def load(self, info: VoiceInfo, /) -> Iterator[Voice]:
        from vitts_server.voices.piper.config import read_config
        from vitts_server.voices.piper.prepare import Whole
        from vitts_server.voices.piper.runtime import SessionNet
        from vitts_server.voices.piper.voice import PiperVoice

        path = info.path or Path()
        whole = Whole(SessionNet(path.read_bytes(), self.threads), "a benchmark of uncut voices")
        yield PiperVoice(whole, read_config(path), info.size_bytes)


def _changes(variant: Variant, threads: int) -> Callable[[Turn], Turn]:
    pieces = {"growing": None, "small": FIRST_PIECE_S, "sentence": _LONGEST_S}[variant.pieces]
    cores = {"both": None, "single": 1, "wide": threads}[variant.sessions]

    def change(turn: Turn) -> Turn:
        return Turn(
            piece_s=turn.piece_s if pieces is None else pieces, threads=turn.threads if cores is None else cores
        )

    return change


def main() -> None:
    """Run `vitts-server` as the variant that the environment names."""
    from vitts_server import app, cli
    from vitts_server.speech import scheduler

    app.BUILT_IN_PLUGINS = {**app.BUILT_IN_PLUGINS, "piper": f"{__name__}:VariantPlugin"}
    if VARIANTS[os.environ[VARIABLE]].order == "arrival":
        scheduler.Agenda = ArrivalAgenda  # type: ignore[attr-defined]
    cli.main()
