"""One constant gain for each voice, so that voices are equally loud and sentences do not jump.

Measured once on the voice's own speech, numbers read in its language, and kept with the prepared parts.
"""

import logging
from pathlib import Path

import numpy as np

from vitts_server import Utterance, VittsError, VoiceInfo
from vitts_server.voices.piper.phonemes import EspeakPhonemizer, TextPhonemizer
from vitts_server.voices.piper.prepare import Parts, Whole
from vitts_server.voices.piper.voice import PiperVoice

logger = logging.getLogger(__name__)

_TEXT = "1, 2, 3, 4, 5."
_PEAK = 0.7
_PEAK_QUANTILE = 0.999
_LEAST, _MOST = 0.25, 8.0


def even_gain(voice: PiperVoice, info: VoiceInfo, nets: Parts | Whole) -> float:
    """The factor that brings the loudest samples near 0.7 of full scale; 1 if the voice can't say the numbers."""
    kept = nets.folder / "gain.txt" if isinstance(nets, Parts) and nets.folder is not None else None
    known = _read(kept) if kept is not None else None
    gain = _measure(voice, info) if known is None else known
    if kept is not None and known is None:
        try:
            beside = kept.with_suffix(".part")
            beside.write_text(str(gain))
            beside.replace(kept)
        except OSError as error:
            logger.debug("gain can't be kept", extra={"reason": error.strerror})
    return gain


def _read(path: Path) -> float | None:
    try:
        gain = float(path.read_text())
    except (OSError, ValueError):
        return None
    return gain if _LEAST <= gain <= _MOST else None


def _measure(voice: PiperVoice, info: VoiceInfo) -> float:
    if info.phonemes is None:
        return 1.0
    phonemizer = EspeakPhonemizer() if info.phonemes.type == EspeakPhonemizer.name else TextPhonemizer()
    try:
        phonemes = tuple(phonemizer.phonemize(_TEXT, info.phonemes.language))
    except VittsError:
        return 1.0
    utterance = Utterance(text=_TEXT, language=info.languages[0], phonemes=phonemes)
    samples = np.concatenate([piece.samples for piece in voice.speak(utterance)] or [np.zeros(1, np.float32)])
    peak = float(np.quantile(np.abs(samples), _PEAK_QUANTILE))
    return round(min(_MOST, max(_LEAST, _PEAK / peak)), 3) if peak > 0 else 1.0
