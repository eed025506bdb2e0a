"""A real engine with real voices; helpers to listen to them and to watch their processes."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
import psutil
import pytest

from vitts_espeak import catalogue
from vitts_espeak.voice import EspeakEngine
from vitts_server import Mark, Piece, Samples, Turn, Utterance, Voice, VoiceInfo

PATIENCE_S = 20.0


@dataclass(frozen=True)
class Heard:
    """All that a voice said."""

    pieces: list[Piece]

    @property
    def samples(self) -> Samples:
        return np.concatenate([np.zeros(0, dtype=np.float32), *(piece.samples for piece in self.pieces)])

    @property
    def duration_s(self) -> float:
        return self.samples.size / catalogue.SAMPLE_RATE_HZ

    @property
    def words(self) -> list[Mark]:
        return [mark for piece in self.pieces for mark in piece.marks]


def utterance(text: str, *, piece_s: float = 0.25, speed: float = 1.0) -> Utterance:
    return Utterance(text=text, language="any", speed=speed, turn=lambda: Turn(piece_s=piece_s))


def listen(voice: Voice, text: str, *, piece_s: float = 0.25, speed: float = 1.0) -> Heard:
    return Heard(list(voice.speak(utterance(text, piece_s=piece_s, speed=speed))))


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def workers() -> list[psutil.Process]:
    """This process's children that speak; other libraries may have children of their own."""
    return [child for child in psutil.Process().children() if "vitts_espeak.worker" in child.cmdline()]


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether it comes true while somebody could still be waiting for it."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


@pytest.fixture
def infos() -> dict[str, VoiceInfo]:
    return {info.name: info for info in catalogue.voices(every=False)}


@pytest.fixture
def engine() -> EspeakEngine:
    return EspeakEngine(PATIENCE_S)


@pytest.fixture
def load(engine: EspeakEngine, infos: dict[str, VoiceInfo]) -> Iterator[Callable[[str], Voice]]:
    """Loads a voice by name, for as long as the test runs."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(engine.load(infos[name]))


@pytest.fixture
def vietnamese(load: Callable[[str], Voice]) -> Voice:
    return load("espeak-vi")


@pytest.fixture
def english(load: Callable[[str], Voice]) -> Voice:
    return load("espeak-en-us")
