"""One fragment through the plugins: normalise, phonemise, speak, effects. A plain generator that the workers step."""

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vitts_server import audio
from vitts_server.errors import VoiceFailed
from vitts_server.ports import Effect, EffectStream, Markup, Normalizer, Phonemizer, Voice
from vitts_server.speech.marks import MarkTrack
from vitts_server.speech.pauses import Pauses
from vitts_server.speech.pitch import LEAST_PITCH, MOST_PITCH, speak
from vitts_server.speech.reading import Reader
from vitts_server.speech.script import Fragment
from vitts_server.values import Choice, Mark, Phonemes, Piece, Samples, SynthesisRequest, Turn, Utterance

LEAST_SPEED, MOST_SPEED = 0.1, 10.0
"""Factors on the voice's own pace."""
MOST_VOLUME = 10.0
"""Factor on the samples."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The stages that plugins registered."""

    markups: Mapping[str, Markup]
    normalizers: Sequence[Normalizer]
    phonemizers: Mapping[str, Phonemizer]
    effects: Sequence[Effect]

    def versions(self) -> list[str]:
        """What belongs to the identity of finished audio."""
        markups = [f"{markup.format}={markup.version}" for markup in self.markups.values()]
        stages: list[Normalizer | Effect] = [*self.normalizers, *self.effects]
        return [*markups, *(f"{stage.name}={stage.version}" for stage in stages)]


class Renderer:
    """What one voice says of an answer. Marks are in the answer's time and point into the client's text."""

    def __init__(self, chain: Chain, voice: Voice, choice: Choice, request: SynthesisRequest, pauses: Pauses) -> None:
        """`pauses`: the silence that is still to come, handed on when another voice takes over."""
        self._chain = chain
        self._voice = voice
        self._choice = choice
        self._request = request
        self._pauses = pauses
        self._reader = Reader(chain.normalizers if request.normalize else (), choice.voice.installed.name)
        opened = (effect.open(request, choice.voice.sample_rate_hz) for effect in chain.effects)
        self._effects: list[EffectStream] = [effect for effect in opened if effect is not None]

    def fragment(self, fragment: Fragment, turn: Callable[[], Turn]) -> Iterator[Piece]:
        """Its pieces, after the silence that goes before it."""
        self._pauses.ask(fragment)
        language = fragment.style.language or self._choice.voice.languages[0]
        placed = self._reader.read(fragment.runs, language)
        utterance = self._utterance(placed.text, language, fragment, turn)
        track = MarkTrack(fragment, placed)
        if utterance is not None:
            yield from self._speech(utterance, fragment, track)
        if track.has_bookmarks and self._pauses.is_asked:  # nothing was said that it could go before
            yield from self._silence(self._pauses.take())
        if marks := track.rest(self._pauses.spoken_s):
            yield Piece(samples=audio.silence(0, self._rate_hz), marks=marks)

    def end(self) -> Iterator[Piece]:
        """Silence that markup asked for at the end, and what the effects still hold."""
        yield from self._silence(self._pauses.take_asked())
        for position, effect in enumerate(self._effects):
            samples = effect.finish()
            for later in self._effects[position + 1 :]:
                samples = later.feed(samples)
            if samples.size:
                yield Piece(samples=samples)

    @property
    def _rate_hz(self) -> int:
        return self._choice.voice.sample_rate_hz

    def _speech(self, utterance: Utterance, fragment: Fragment, track: MarkTrack) -> Iterator[Piece]:
        pitch = min(max(self._request.pitch * fragment.style.pitch, LEAST_PITCH), MOST_PITCH)
        pieces = speak(self._voice, utterance, self._rate_hz, pitch)
        volume = min(self._request.volume * fragment.style.volume, MOST_VOLUME)
        gain = np.float32(self._choice.voice.gain * volume)
        try:
            begin_s: float | None = None
            for piece in pieces:
                if begin_s is None:
                    yield from self._silence(self._pauses.take())
                    begin_s = self._pauses.spoken_s
                yield self._piece(piece.samples * gain, track.of_piece(piece.marks, begin_s))
        finally:
            if isinstance(pieces, Generator):
                pieces.close()

    def _silence(self, length_s: float) -> Iterator[Piece]:
        if length_s > 0:
            yield self._piece(audio.silence(length_s, self._rate_hz))

    def _piece(self, samples: Samples, marks: tuple[Mark, ...] = ()) -> Piece:
        self._pauses.spoken_s += audio.seconds(samples, self._rate_hz)
        for effect in self._effects:
            samples = effect.feed(samples)
        return Piece(samples=samples, marks=marks)

    def _utterance(self, text: str, language: str, fragment: Fragment, turn: Callable[[], Turn]) -> Utterance | None:
        phonemes = self._phonemize(text)
        if not any(character.isalnum() for character in text) and not any(found.symbols for found in phonemes):
            return None
        return Utterance(
            text=text,
            language=language,
            phonemes=phonemes,
            speaker=self._choice.speaker,
            speed=min(max(self._request.speed * fragment.style.speed, LEAST_SPEED), MOST_SPEED),
            noise_scale=self._request.noise_scale,
            noise_w=self._request.noise_w,
            seed=int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:4]),
            turn=turn,
        )

    def _phonemize(self, text: str) -> tuple[Phonemes, ...]:
        spec = self._choice.voice.phonemes
        if spec is None:
            return ()
        phonemizer = self._chain.phonemizers.get(spec.type)
        if phonemizer is None:
            raise VoiceFailed(f"voice {self._choice.voice.name} needs the phonemizer {spec.type!r}, which is missing")
        return tuple(phonemizer.phonemize(text, spec.language))
