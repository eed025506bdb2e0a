"""One sentence through the plugins: normalise, phonemise, speak, loudness. A plain generator that the workers step."""

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vitts_server import audio
from vitts_server.errors import VoiceFailed
from vitts_server.languages import match
from vitts_server.ports import Effect, EffectStream, Normalizer, Phonemizer, Voice
from vitts_server.speech.placed import PlacedText
from vitts_server.speech.sentences import Sentence
from vitts_server.values import Choice, Mark, Phonemes, Piece, Samples, SynthesisRequest, TextContext, Turn, Utterance


@dataclass(frozen=True, slots=True)
class Chain:
    """The stages that plugins registered."""

    normalizers: Sequence[Normalizer]
    phonemizers: Mapping[str, Phonemizer]
    effects: Sequence[Effect]

    def versions(self) -> list[str]:
        """What belongs to the identity of finished audio."""
        stages: list[Normalizer | Effect] = [*self.normalizers, *self.effects]
        return [f"{stage.name}={stage.version}" for stage in stages]


class Renderer:
    """All sentences of one answer. The marks of its pieces are in the answer's time and the client's characters."""

    def __init__(self, chain: Chain, voice: Voice, choice: Choice, request: SynthesisRequest, pause_s: float) -> None:
        self._chain = chain
        self._voice = voice
        self._choice = choice
        self._request = request
        self._pause_s = pause_s
        self._spoken_s = 0.0
        opened = (effect.open(request, choice.voice.sample_rate_hz) for effect in chain.effects)
        self._effects: list[EffectStream] = [effect for effect in opened if effect is not None]

    def sentence(self, sentence: Sentence, turn: Callable[[], Turn]) -> Iterator[Piece]:
        """The pieces of one sentence, after a pause if another one came before."""
        placed = self._normalized(sentence)
        utterance = self._utterance(placed.text, turn)
        if utterance is None:
            return
        pieces = self._voice.speak(utterance)
        gain = np.float32(self._choice.voice.gain * self._request.volume)
        try:
            begin_s: float | None = None
            for piece in pieces:
                if begin_s is None:
                    yield from self._pause()
                    begin_s = self._spoken_s
                marks = tuple(_moved(mark, begin_s, placed, sentence) for mark in piece.marks)
                yield self._piece(piece.samples * gain, marks)
        finally:
            if isinstance(pieces, Generator):
                pieces.close()

    def end(self) -> Iterator[Piece]:
        """What the effects still hold."""
        for position, effect in enumerate(self._effects):
            samples = effect.finish()
            for later in self._effects[position + 1 :]:
                samples = later.feed(samples)
            if samples.size:
                yield Piece(samples=samples)

    def _pause(self) -> Iterator[Piece]:
        if self._spoken_s and self._pause_s:
            yield self._piece(audio.silence(self._pause_s, self._choice.voice.sample_rate_hz))

    def _piece(self, samples: Samples, marks: tuple[Mark, ...] = ()) -> Piece:
        self._spoken_s += audio.seconds(samples, self._choice.voice.sample_rate_hz)
        for effect in self._effects:
            samples = effect.feed(samples)
        return Piece(samples=samples, marks=marks)

    def _normalized(self, sentence: Sentence) -> PlacedText:
        placed = PlacedText.of(sentence.text, (sentence.start, sentence.start + len(sentence.text)))
        language = self._choice.voice.languages[0]
        context = TextContext(language=language, voice=self._choice.voice.name)
        for normalizer in self._chain.normalizers:
            if "*" in normalizer.languages or match(language, normalizer.languages):
                placed, _done = placed.edited(normalizer.edits(placed.text, context))
        return placed

    def _utterance(self, text: str, turn: Callable[[], Turn]) -> Utterance | None:
        language = self._choice.voice.languages[0]
        phonemes = self._phonemize(text)
        if not any(character.isalnum() for character in text) and not any(found.symbols for found in phonemes):
            return None
        return Utterance(
            text=text,
            language=language,
            phonemes=phonemes,
            speaker=self._choice.speaker,
            speed=self._request.speed,
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


def _moved(mark: Mark, by_s: float, placed: PlacedText, sentence: Sentence) -> Mark:
    """The mark in the answer's time, its span and (for words) its text those of the client."""
    span = placed.span(*mark.span) if mark.span is not None else None
    timed = replace(mark, start_s=mark.start_s + by_s, end_s=mark.end_s + by_s, span=span)
    if span is None or mark.kind != "word":
        return timed
    return replace(timed, text=sentence.text[span[0] - sentence.start : span[1] - sentence.start])
