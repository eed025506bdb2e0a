"""From what the decoder says of a frame to samples, as nodes of an ONNX graph. Nothing here is learned.

A source of pulses and noise goes through a filter, frame by frame, between two Fourier transforms. All of it looks a
frame or two to each side. What a pulse's place depends on from the beginning of the utterance, its phase, comes in
with each frame; so a piece of speech can be made without what was before it.
"""

import numpy as np

from vitts_training import envelope
from vitts_training.envelope import BANDS, BINS, CEPSTRA, FFT_SAMPLES, HOP_SAMPLES
from vitts_training.onnx_graph import FLOAT, Graph

SOURCE = 4
"""Channels of the source: cycles a sample at this frame and at the next, cycles gone by, number of harmonics."""
NOISE = 64
"""Numbers that this frame's noise is made of."""
CHANNELS = CEPSTRA + BANDS + SOURCE + NOISE
_MIX_SEED = 11
ALMOST_NOTHING = 1e-8
"""Added above and below a fraction that is 0 / 0 at the top of a pulse."""


def spectrum(graph: Graph, latent: str, has_head: bool = False) -> str:
    """[1, CHANNELS, frames] -> [1, 2 BINS, frames]: real and imaginary parts of the filtered source.

    With a head, 2 BINS channels follow: what it adds to the logarithm of the filter's amplitude and to its phase.
    """
    cepstrum, breath, frequency, next_frequency, cycles, harmonics, noise, *head = graph.split(
        latent, [CEPSTRA, BANDS, 1, 1, 1, 1, NOISE, *((BINS, BINS) if has_head else ())]
    )
    log_amplitude, angle = (graph.dense(cepstrum, rows) for rows in (envelope.log_amplitude(), envelope.phase()))
    if head:
        log_amplitude, angle = graph.op("Add", log_amplitude, head[0]), graph.op("Add", angle, head[1])
    amplitude = graph.op("Exp", log_amplitude)
    noise_share = graph.dense(breath, envelope.band_weights())
    noise_share = graph.op("Clip", noise_share, graph.constant(0.0), graph.constant(1.0))
    voice_share = graph.op("Sqrt", graph.op("Sub", graph.constant(1.0), graph.op("Mul", noise_share, noise_share)))
    voice_real, voice_imaginary = _transform(graph, _pulses(graph, frequency, next_frequency, cycles, harmonics))
    noise_real, noise_imaginary = _transform(graph, graph.dense(noise, noise_mix()))

    def mixed(voice: str, hiss: str) -> str:
        both = graph.op("Add", graph.op("Mul", voice, voice_share), graph.op("Mul", hiss, noise_share))
        return graph.op("Mul", both, amplitude)

    real, imaginary = mixed(voice_real, noise_real), mixed(voice_imaginary, noise_imaginary)
    cosine, sine = graph.op("Cos", angle), graph.op("Sin", angle)
    turned_real = graph.op("Sub", graph.op("Mul", real, cosine), graph.op("Mul", imaginary, sine))
    turned_imaginary = graph.op("Add", graph.op("Mul", real, sine), graph.op("Mul", imaginary, cosine))
    return graph.op("Concat", turned_real, turned_imaginary, axis=1)


def samples(graph: Graph, spectrum: str) -> str:
    """[1, 2 BINS, frames] -> [1, 1, frames * HOP_SAMPLES]"""
    weights = np.full((BINS, 1, 1), 2 / FFT_SAMPLES)
    weights[[0, -1]] /= 2
    angles = _angles(graph, np.arange(BINS)[:, None, None], np.arange(FFT_SAMPLES)[None, None, :])
    back = graph.op(
        "Concat",
        graph.op("Mul", graph.op("Cos", angles), graph.constant(weights)),
        graph.op("Mul", graph.op("Sin", angles), graph.constant(-weights)),
        axis=0,
    )
    return graph.op(
        "ConvTranspose",
        spectrum,
        back,
        kernel_shape=[FFT_SAMPLES],
        strides=[HOP_SAMPLES],
        pads=[HOP_SAMPLES, FFT_SAMPLES - 2 * HOP_SAMPLES],
    )


def _pulses(graph: Graph, frequency: str, next_frequency: str, cycles: str, harmonics: str) -> str:
    """[1, HOP_SAMPLES, frames]: cosines of all harmonics, in a closed form."""
    place = np.arange(HOP_SAMPLES)[None, :, None]
    glide = graph.op("Sub", next_frequency, frequency)
    gone = graph.op("Mul", frequency, graph.constant(place))
    bend = graph.op("Mul", glide, graph.constant(place**2 / (2 * HOP_SAMPLES)))
    half_angle = graph.op("Mul", graph.op("Add", cycles, graph.op("Add", gone, bend)), graph.constant(np.pi))
    factor = graph.op("Add", graph.op("Mul", harmonics, graph.constant(2.0)), graph.constant(1.0))
    high, low = graph.op("Sin", graph.op("Mul", half_angle, factor)), graph.op("Sin", half_angle)
    below = graph.op("Add", graph.op("Mul", low, low), graph.constant(ALMOST_NOTHING))
    above = graph.op("Add", graph.op("Mul", high, low), graph.op("Mul", factor, graph.constant(ALMOST_NOTHING)))
    kernel = graph.op("Sub", graph.op("Div", above, below), graph.constant(1.0))
    now = graph.op("Add", frequency, graph.op("Mul", glide, graph.constant(place / HOP_SAMPLES)))
    return graph.op("Mul", kernel, graph.op("Sqrt", now))


def noise_mix() -> np.ndarray:
    """[NOISE, HOP_SAMPLES]: rows that are as long and as different as can be, and sound white together."""
    square = np.random.default_rng(_MIX_SEED).standard_normal((HOP_SAMPLES, NOISE))
    return np.asarray(np.linalg.qr(square)[0].T * np.sqrt(HOP_SAMPLES / NOISE))


def _transform(graph: Graph, blocks: str) -> list[str]:
    """[1, HOP_SAMPLES, frames] of samples -> real and imaginary parts, each [1, BINS, frames].

    A frame's window has two blocks: the one before it and its own.
    """
    place = np.arange(2 * HOP_SAMPLES).reshape(2, HOP_SAMPLES).T[None]
    window = 0.5 - 0.5 * np.cos(np.pi * (place + 0.5) / HOP_SAMPLES)
    angles = _angles(graph, np.arange(BINS)[:, None, None], place)
    parts = (graph.op("Cos", angles), window), (graph.op("Sin", angles), -window)
    return [
        graph.op("Conv", blocks, graph.op("Mul", part, graph.constant(factor)), kernel_shape=[2], pads=[1, 0])
        for part, factor in parts
    ]


def _angles(graph: Graph, bins: np.ndarray, places: np.ndarray) -> str:
    """2 pi bins places / FFT_SAMPLES. Made in the graph: as tables they would be most of a voice's file."""
    turns = graph.op("Mul", graph.constant(bins, np.int64), graph.constant(places, np.int64))
    part = graph.op("Mod", turns, graph.constant(FFT_SAMPLES, np.int64))
    return graph.op("Mul", graph.cast(part, FLOAT), graph.constant(2 * np.pi / FFT_SAMPLES))
