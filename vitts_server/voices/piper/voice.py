"""Speaks with a Piper (VITS) voice: encoder once, then flow and decoder piece by piece.

A piece of samples needs some frames around it: as many as the net's own reach, read from its graph, so that the
pieces together are the samples of the uncut model. The noise does not depend on their sizes either; see `prior`.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from vitts_server import Mark, Piece, Tensor, Utterance
from vitts_server.voices.piper.config import PiperConfig
from vitts_server.voices.piper.ids import IdSequence
from vitts_server.voices.piper.prepare import Parts, Whole
from vitts_server.voices.piper.prior import Prior
from vitts_server.voices.piper.stages import Stage, largest_window, liked_windows
from vitts_server.voices.piper.windows import window

_FIRST_COARSE_FRAMES = 12
_LEAST_COLUMNS = 32


class PiperVoice:
    """A loaded voice; its nets are thread-safe, so any number of sentences may be stepped at once."""

    concurrency = 1_000_000

    def __init__(self, nets: Parts | Whole, config: PiperConfig, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        self.gain = 1.0
        """Constant factor on all samples."""
        self._nets = nets
        self._config = config
        self._clusters = config.clusters

    @property
    def device(self) -> str:
        """What does most of the work runs on this."""
        nets = self._nets
        return str(getattr(nets.fine if isinstance(nets, Parts) else nets.net, "device", "cpu"))

    def speak(self, utterance: Utterance, /) -> Iterator[Piece]:
        """Pieces of about `turn().piece_s` seconds; a voice that could not be cut gives whole sentences."""
        start_s = 0.0
        for phonemes in utterance.phonemes:
            sentence = IdSequence(phonemes, self._config.phoneme_id_map, self._clusters)
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
        owners = np.arange(mean.shape[2])
        if not parts.facts.is_stretched:
            owners = np.repeat(owners, repeats)
        prior = Prior(mean, log_scale, owners, self._noise_scale(utterance), random)
        hidden = _hidden(parts, prior, speaker_vector)
        reach, rate_hz = parts.facts.fine_reach, self._config.audio.sample_rate
        columns = len(owners) * parts.facts.coarse_reach.hop
        marks = deque(
            sentence.marks(repeats, parts.facts.coarse_reach.hop * reach.hop / rate_hz, start_s, utterance.text)
        )
        liked, position = liked_windows(parts.fine), 0
        while position < columns:
            turn = utterance.turn()
            wanted_end = _piece_end(position, columns, turn.piece_s * rate_hz / reach.hop)
            around = window(position, wanted_end, columns, reach, liked)
            feeds = {"hidden": hidden.columns(around.first, around.last, turn.threads), **speaker_vector}
            (audio,) = parts.fine.run(feeds, turn.threads)
            new = slice((position - around.first) * reach.hop, (around.end - around.first) * reach.hop)
            yield Piece(samples=audio.reshape(-1)[new], marks=_begun(marks, start_s + around.end * reach.hop / rate_hz))
            position = around.end

    def _noise_scale(self, utterance: Utterance) -> float:
        return self._config.inference.noise_scale if utterance.noise_scale is None else utterance.noise_scale

    def _feeds(self, ids: list[int], utterance: Utterance) -> dict[str, Tensor]:
        inference = self._config.inference
        noise_w = inference.noise_w if utterance.noise_w is None else utterance.noise_w
        scales = [self._noise_scale(utterance), inference.length_scale / utterance.speed, noise_w]
        speaker = self._config.default_speaker_id if utterance.speaker is None else utterance.speaker
        return {
            "input": np.array([ids], dtype=np.int64),
            "input_lengths": np.array([len(ids)], dtype=np.int64),
            "scales": np.array(scales, dtype=np.float32),
            "sid": np.array([speaker], dtype=np.int64),
        }


def _hidden(parts: Parts, prior: Prior, speaker_vector: Mapping[str, Tensor]) -> Stage:
    """What comes out of flow and coarse decoder, computed as far as it is asked for."""
    frames = prior.frames

    def flow_feeds(columns: Tensor) -> dict[str, Tensor]:
        mask = np.ones((1, 1, columns.shape[2]), dtype=np.float32)
        return {"prior": columns, "mask": mask, **speaker_vector}

    def coarse_feeds(columns: Tensor) -> dict[str, Tensor]:
        return {"latent": columns, **speaker_vector}

    latent = Stage(
        parts.flow, parts.facts.flow_reach, prior.columns, frames, flow_feeds, kept_columns=largest_window(parts.coarse)
    )
    return Stage(
        parts.coarse,
        parts.facts.coarse_reach,
        latent.columns,
        frames,
        coarse_feeds,
        _FIRST_COARSE_FRAMES,
        kept_columns=largest_window(parts.fine),
    )


def _begun(marks: deque[Mark], until_s: float) -> tuple[Mark, ...]:
    """Takes the marks that begin before `until_s`."""
    begun = []
    while marks and marks[0].start_s < until_s:
        begun.append(marks.popleft())
    return tuple(begun)


def _piece_end(position: int, columns: int, wanted: float) -> int:
    """No tiny last piece: it would pay for its surroundings once more."""
    size = max(_LEAST_COLUMNS, round(wanted))
    return columns if columns - position < 1.4 * size else position + size
