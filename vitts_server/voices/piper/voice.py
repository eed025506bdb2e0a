"""Speaks with a Piper (VITS) voice: encoder once, then flow and decoder piece by piece.

A piece of samples needs some frames around it: as many as the net's own reach, read from its graph, so that the
pieces together are the samples of the uncut model. The noise is drawn for the whole sentence before the first piece,
so it does not depend on the sizes of the pieces.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from vitts_server import Mark, Piece, Tensor, Utterance
from vitts_server.voices.piper.config import PiperConfig
from vitts_server.voices.piper.ids import IdSequence
from vitts_server.voices.piper.prepare import Parts, Whole
from vitts_server.voices.piper.windows import window

_FIRST_FLOW_FRAMES, _MOST_FLOW_FRAMES = 32, 256


class PiperVoice:
    """A loaded voice; its nets are thread-safe, so any number of sentences may be stepped at once."""

    concurrency = 1_000_000

    def __init__(self, nets: Parts | Whole, config: PiperConfig, size_bytes: int, gain: float = 1.0) -> None:
        """`gain`: constant factor on all samples."""
        self.size_bytes = size_bytes
        self.gain = gain
        self._nets = nets
        self._config = config

    def speak(self, utterance: Utterance, /) -> Iterator[Piece]:
        """Pieces of about `turn().piece_s` seconds; a voice that could not be cut gives whole sentences."""
        start_s = 0.0
        for phonemes in utterance.phonemes:
            sentence = IdSequence(phonemes, self._config.phoneme_id_map)
            nets = self._nets
            spoken = (
                self._in_pieces(nets, sentence, utterance, start_s)
                if isinstance(nets, Parts)
                else self._whole(nets, sentence, utterance)
            )
            for piece in spoken:
                start_s += len(piece.samples) / self._config.audio.sample_rate
                yield replace(piece, samples=np.clip(piece.samples * np.float32(self.gain), -1.0, 1.0))

    def _whole(self, whole: Whole, sentence: IdSequence, utterance: Utterance) -> Iterator[Piece]:
        feeds = self._feeds(sentence.ids, utterance)
        yield Piece(samples=whole.net.run(feeds, utterance.turn().threads)[0].reshape(-1))

    def _in_pieces(self, parts: Parts, sentence: IdSequence, utterance: Utterance, start_s: float) -> Iterator[Piece]:
        turn = utterance.turn()
        random = np.random.default_rng(utterance.seed)
        feeds = self._feeds(sentence.ids, utterance)
        feeds["duration_noise"] = random.standard_normal((1, 2, len(sentence.ids)), dtype=np.float32)
        durations, mean, log_scale, *speaker = parts.encoder.run(feeds, turn.threads)
        speaker_vector = {"speaker_vector": speaker[0]} if speaker else {}
        repeats = durations.reshape(-1).astype(np.int64)
        latent = _Latent(parts, self._prior(repeats, mean, log_scale, utterance, random), speaker_vector)
        hop, rate_hz = parts.facts.decoder_reach.hop, self._config.audio.sample_rate
        marks = deque(sentence.marks(repeats, hop / rate_hz, start_s, utterance.text))
        liked: Sequence[int] = getattr(parts.decoder, "window_frames", ())
        position, frames = 0, int(repeats.sum())
        while position < frames:
            turn = utterance.turn()
            wanted_end = _piece_end(position, frames, turn.piece_s * rate_hz / hop)
            around = window(position, wanted_end, frames, parts.facts.decoder_reach, liked)
            feeds = {"latent": latent.frames(around.first, around.last, turn.threads), **speaker_vector}
            (audio,) = parts.decoder.run(feeds, turn.threads)
            samples = audio.reshape(-1)[(position - around.first) * hop : (around.end - around.first) * hop]
            yield Piece(samples=samples, marks=_begun(marks, start_s + around.end * hop / rate_hz))
            position = around.end

    def _prior(
        self, repeats: Tensor, mean: Tensor, log_scale: Tensor, utterance: Utterance, random: np.random.Generator
    ) -> Tensor:
        """Each phoneme's column as often as it lasts, plus noise: float32 [1, channels, frames]."""
        stretched: Tensor = np.repeat(mean, repeats, axis=2)
        scale = self._config.inference.noise_scale if utterance.noise_scale is None else utterance.noise_scale
        if scale:
            noise = random.standard_normal(stretched.shape[::-1], dtype=np.float32).T
            stretched = stretched + noise * np.exp(np.repeat(log_scale, repeats, axis=2)) * np.float32(scale)
        return np.ascontiguousarray(stretched)

    def _feeds(self, ids: list[int], utterance: Utterance) -> dict[str, Tensor]:
        inference = self._config.inference
        noise_scale = inference.noise_scale if utterance.noise_scale is None else utterance.noise_scale
        noise_w = inference.noise_w if utterance.noise_w is None else utterance.noise_w
        scales = [noise_scale, inference.length_scale / utterance.speed, noise_w]
        speaker = self._config.default_speaker_id if utterance.speaker is None else utterance.speaker
        return {
            "input": np.array([ids], dtype=np.int64),
            "input_lengths": np.array([len(ids)], dtype=np.int64),
            "scales": np.array(scales, dtype=np.float32),
            "sid": np.array([speaker], dtype=np.int64),
        }


class _Latent:
    """The flow's output, computed as far as it is asked for, in growing chunks."""

    def __init__(self, parts: Parts, prior: Tensor, speaker_vector: Mapping[str, Tensor]) -> None:
        self._parts = parts
        self._prior = prior
        self._speaker_vector = speaker_vector
        self._latent = np.empty_like(prior)
        self._done = 0
        self._chunk = _FIRST_FLOW_FRAMES

    def frames(self, first: int, end: int, threads: int) -> Tensor:
        """Frames `first` to `end`; the ones before are already there."""
        if end > self._done:
            self._extend(end, threads)
        return self._latent[:, :, first:end]

    def _extend(self, needed: int, threads: int) -> None:
        total = self._prior.shape[2]
        end = min(total, max(needed, self._done + self._chunk))
        reach = self._parts.facts.flow_reach
        first, last = max(0, self._done - reach.left), min(total, end + reach.right)
        prior = self._prior[:, :, first:last]
        feeds = {"prior": prior, "mask": np.ones((1, 1, last - first), dtype=np.float32), **self._speaker_vector}
        (latent,) = self._parts.flow.run(feeds, threads)
        self._latent[:, :, self._done : end] = latent[:, :, self._done - first : end - first]
        self._done = end
        self._chunk = min(2 * self._chunk, _MOST_FLOW_FRAMES)


def _begun(marks: deque[Mark], until_s: float) -> tuple[Mark, ...]:
    """Takes the marks that begin before `until_s`."""
    begun = []
    while marks and marks[0].start_s < until_s:
        begun.append(marks.popleft())
    return tuple(begun)


def _piece_end(position: int, frames: int, wanted: float) -> int:
    """No tiny last piece: it would pay for its surroundings once more."""
    size = max(4, round(wanted))
    return frames if frames - position < 1.4 * size else position + size
