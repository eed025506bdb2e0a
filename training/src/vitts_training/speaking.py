"""Speaks with a finished voice, as any program for Piper voices would."""

import json
from pathlib import Path

import numpy as np

from vitts_server import Phonemes
from vitts_server.voices.piper.ids import IdSequence
from vitts_server.voices.piper.phonemes import EspeakPhonemizer
from vitts_server.voices.piper.runtime import runtime
from vitts_training.audio import Array


class Speaker:
    """One voice, on one core."""

    def __init__(self, path: Path) -> None:
        self._config = json.loads(path.with_name(path.name + ".json").read_text(encoding="utf-8"))
        options = runtime().SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = runtime().InferenceSession(str(path), options)

    @property
    def rate_hz(self) -> int:
        """Samples a second."""
        return int(self._config["audio"]["sample_rate"])

    def sound(self, text: str) -> tuple[Array, int]:
        """The same as `say`, and how many samples there are in a second."""
        return self.say(text), self.rate_hz

    def say(self, text: str) -> Array:
        """All sentences of a text, with the voice's own liveliness."""
        sentences = EspeakPhonemizer().phonemize(text, self._config["espeak"]["voice"])
        return np.concatenate([self.say_phonemes(sentence) for sentence in sentences])

    def say_phonemes(self, phonemes: Phonemes) -> Array:
        """One sentence."""
        ids = IdSequence(phonemes, self._config["phoneme_id_map"]).ids
        usual = self._config["inference"]
        feeds = {
            "input": np.array([ids], dtype=np.int64),
            "input_lengths": np.array([len(ids)], dtype=np.int64),
            "scales": np.array([usual["noise_scale"], usual["length_scale"], usual["noise_w"]], dtype=np.float32),
        }
        return np.asarray(self._session.run(None, feeds)[0]).reshape(-1)
