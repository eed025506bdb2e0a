"""Higher or lower voices: spoken slower and played back faster, or the other way round, by the same factor.

That moves the whole sound, the size of the speaker with it, as a tape does; what lasts as long as it would have.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from vitts_server.ports import Voice
from vitts_server.resampling import Resampler
from vitts_server.values import Piece, Turn, Utterance

LEAST_PITCH, MOST_PITCH = 0.5, 2.0
"""Factors on the voice's own pitch: an octave down and up."""


def speak(voice: Voice, utterance: Utterance, rate_hz: int, pitch: float) -> Iterator[Piece]:
    """What the voice says, with marks where they are heard."""
    return voice.speak(utterance) if pitch == 1.0 else _bent(voice, utterance, rate_hz, pitch)


def _bent(voice: Voice, utterance: Utterance, rate_hz: int, pitch: float) -> Iterator[Piece]:
    resampler = Resampler(round(rate_hz * pitch), rate_hz)
    slower = replace(utterance, speed=utterance.speed / pitch, turn=_stretched(utterance.turn, pitch))
    pieces = voice.speak(slower)
    try:
        for piece in pieces:
            marks = tuple(replace(mark, start_s=mark.start_s / pitch, end_s=mark.end_s / pitch) for mark in piece.marks)
            yield Piece(samples=resampler.feed(piece.samples), marks=marks)
    finally:
        if close := getattr(pieces, "close", None):
            close()
    yield Piece(samples=resampler.finish())


def _stretched(turn: Callable[[], Turn], pitch: float) -> Callable[[], Turn]:
    """A piece of the voice's audio becomes a shorter or longer one."""

    def granted() -> Turn:
        now = turn()
        return replace(now, piece_s=now.piece_s * pitch)

    return granted
