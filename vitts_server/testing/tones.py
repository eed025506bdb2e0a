"""Voices made of tones, for tests: quick, exact in length, and failing or waiting exactly when a test says so."""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from vitts_server import Engine, Mark, Piece, Utterance, Voice, VoiceInfo, hookimpl

SECONDS_PER_CHARACTER = 0.05
_PIECE_S = 0.1


def tone_voice(name: str = "tone", language: str = "vi-VN", **fields: object) -> VoiceInfo:
    """A voice of the tone engine; `fields` as in `VoiceInfo`."""
    defaults: dict[str, object] = {"sample_rate_hz": 16000, "rank": 500, "version": "1", "license": "CC0-1.0"}
    return VoiceInfo(name=name, engine="tones", languages=(language,), **(defaults | fields))  # type: ignore[arg-type]


@dataclass(eq=False)
class TonePlugin:
    """Register it as a plugin. `before_piece(utterance, number)` runs on a worker thread and may block or raise."""

    voices: Sequence[VoiceInfo] = field(default_factory=lambda: [tone_voice()])
    before_piece: Callable[[Utterance, int], object] | None = None
    on_load: Callable[[VoiceInfo], object] | None = None
    concurrency: int = 1000
    says_words: bool = True
    """Whether its voices say when their words are heard."""
    spoken: list[Utterance] = field(default_factory=list)
    """Every utterance that was begun."""
    loads: list[str] = field(default_factory=list)
    unloads: list[str] = field(default_factory=list)
    pieces: int = 0
    speaking: int = 0
    """Generators that are open now."""
    most_stepped: int = 0
    """Largest number of generators that were stepped at the same time."""
    name: str = "tones"
    _stepped: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @hookimpl
    def vitts_engines(self) -> Sequence[Engine]:
        """This object itself."""
        return [self]

    @hookimpl
    def vitts_voices(self) -> Sequence[VoiceInfo]:
        """As given."""
        return list(self.voices)

    @contextmanager
    def load(self, info: VoiceInfo, /) -> Iterator[Voice]:
        """A voice whose pitch depends on its name and speaker."""
        if self.on_load is not None:
            self.on_load(info)
        self.loads.append(info.name)
        yield _ToneVoice(self, info)
        self.unloads.append(info.name)

    def step(self, utterance: Utterance, number: int) -> None:
        """Bookkeeping around what the test wants to happen before a piece."""
        with self._lock:
            self._stepped += 1
            self.most_stepped = max(self.most_stepped, self._stepped)
        try:
            if self.before_piece is not None:
                self.before_piece(utterance, number)
        finally:
            with self._lock:
                self._stepped -= 1
                self.pieces += 1


class _ToneVoice:
    size_bytes = 1 << 20

    def __init__(self, plugin: TonePlugin, info: VoiceInfo) -> None:
        self.concurrency = plugin.concurrency
        self._plugin = plugin
        self._info = info

    def speak(self, utterance: Utterance, /) -> Iterator[Piece]:
        """A tone as long as the text, in pieces of a tenth of a second; each character of a word lasts as long."""
        plugin, rate_hz = self._plugin, self._info.sample_rate_hz
        plugin.spoken.append(utterance)
        plugin.speaking += 1
        try:
            total = round(len(utterance.text) * SECONDS_PER_CHARACTER / utterance.speed * rate_hz)
            pitch_hz = 200 + 50 * (utterance.speaker or 0) + len(self._info.name)
            size = round(_PIECE_S * rate_hz)
            words = _words(utterance) if plugin.says_words else []
            for number, start in enumerate(range(0, total, size)):
                plugin.step(utterance, number)
                times = np.arange(start, min(total, start + size), dtype=np.float32) / rate_hz
                marks = tuple(mark for mark in words if start <= mark.start_s * rate_hz < start + size)
                yield Piece(samples=(0.3 * np.sin(2 * np.pi * pitch_hz * times)).astype(np.float32), marks=marks)
        finally:
            plugin.speaking -= 1


def _words(utterance: Utterance) -> list[Mark]:
    """The words of the text and when each is heard."""
    character_s = SECONDS_PER_CHARACTER / utterance.speed
    return [
        Mark(
            kind="word",
            text=found.group(),
            start_s=found.start() * character_s,
            end_s=found.end() * character_s,
            span=found.span(),
        )
        for found in re.finditer(r"\w+", utterance.text)
    ]
