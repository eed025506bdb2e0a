"""Sound files in and out."""

import wave
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import soxr

Array = npt.NDArray[np.float32]


def read_sound(path: Path, rate_hz: int) -> Array:
    """One channel of a sound file at this rate, within -1 and 1."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono")
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        frames += resampler.resample(None)
    samples = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).astype(np.float32)
    return resample(samples, frames[0].sample_rate, rate_hz)


def resample(samples: Array, from_hz: int, to_hz: int) -> Array:
    """The same sound at another rate."""
    return samples if from_hz == to_hz else np.asarray(soxr.resample(samples, from_hz, to_hz), dtype=np.float32)


def write_wav(path: Path, samples: Array, rate_hz: int) -> None:
    """One channel of 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def write_opus(path: Path, samples: Array, rate_hz: int, bits_per_s: int = 24_000) -> None:
    """An Ogg file with Opus, for listening pages."""
    at_48k = resample(samples, rate_hz, 48_000)
    with av.open(str(path), "w", format="ogg") as container:
        stream: Any = container.add_stream("libopus", rate=48_000, layout="mono", bit_rate=bits_per_s)
        whole = np.clip(at_48k * 32767, -32768, 32767).astype(np.int16)
        for start in range(0, len(whole), 960):
            frame = av.AudioFrame.from_ndarray(whole[None, start : start + 960], format="s16", layout="mono")
            frame.sample_rate, frame.pts = 48_000, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
