"""A machine that listens: PocketSphinx with its model of English, and a language model of what may be said."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from vitts_training.audio import Array, resample
from vitts_training.words import language_model, word_errors, words

_RATE_HZ = 16_000
_SILENCE_SAMPLES = _RATE_HZ // 5
_LEVEL = 0.06


class Listener:
    """Hears words; `order` of the language model 3: what usually follows what, 1: only which words there are."""

    def __init__(self, prompts: Sequence[str], order: int) -> None:
        from pocketsphinx import Decoder, get_model_path

        known = _dictionary(Path(get_model_path("en-us/cmudict-en-us.dict")))
        self._known = known
        sentences = [[word for word in words(prompt) if word in known] for prompt in prompts]
        with tempfile.NamedTemporaryFile("w", suffix=".lm") as model:
            model.write(language_model(sentences, order))
            model.flush()
            self._decoder = Decoder(
                hmm=get_model_path("en-us/en-us"), dict=get_model_path("en-us/cmudict-en-us.dict"), lm=model.name
            )

    def knows(self, text: str) -> bool:
        """Whether all words are in its dictionary."""
        return all(word in self._known for word in words(text))

    def hear(self, samples: Array, rate_hz: int) -> list[str]:
        """The words of one utterance."""
        sound = resample(samples, rate_hz, _RATE_HZ)
        loud = np.sqrt(np.mean(np.square(sound))) + 1e-9
        quiet = np.random.default_rng(0).standard_normal(len(sound) + 2 * _SILENCE_SAMPLES).astype(np.float32) * 2e-4
        quiet[_SILENCE_SAMPLES : _SILENCE_SAMPLES + len(sound)] += sound * np.float32(_LEVEL / loud)
        self._decoder.start_utt()
        self._decoder.process_raw((np.clip(quiet, -1, 1) * 32767).astype("<i2").tobytes(), full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        return words(found.hypstr) if found else []

    def misheard(self, texts: Iterable[str], say: Callable[[str], tuple[Array, int]]) -> float:
        """The share of words that it hears wrong, left out or added, over all texts together."""
        wrong = total = 0
        for text in texts:
            wrong += word_errors(words(text), self.hear(*say(text)))
            total += len(words(text))
        return wrong / total


def _dictionary(path: Path) -> set[str]:
    return {line.split()[0].partition("(")[0] for line in path.read_text(encoding="utf-8").splitlines() if line}
