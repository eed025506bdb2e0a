"""How the spectral envelope and the share of noise are written down, and the matrices that turn them into filters.

The envelope is a cepstrum along a mel scale, so that the ear's resolution is where the numbers are. Everything from
there to a filter's logarithm is linear: `log_amplitude` and `phase` are matrices, and stand as such in the graph.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

RATE_HZ = 22_050
HOP_SAMPLES = 256
FFT_SAMPLES = 1024
BINS = FFT_SAMPLES // 2 + 1
CEPSTRA = 50
_POINTS = 80
"""Of the envelope, along the mel scale."""
_BAND_EDGES_HZ = (0, 1000, 2000, 3000, 4000, 5500, 7000, 9000, 11_025)
BANDS = len(_BAND_EDGES_HZ) - 1
_FLOOR = 1e-9

Matrix = npt.NDArray[np.float64]


def cepstrum(power: Matrix) -> Matrix:
    """[frames, BINS] of power -> [frames, CEPSTRA]"""
    return np.log(np.sqrt(power) + _FLOOR) @ _to_points() @ _cosines().T


def log_amplitude() -> Matrix:
    """[CEPSTRA, BINS]: a cepstrum times this is the logarithm of the filter's amplitude."""
    return _cosines() @ _from_points()


def phase() -> Matrix:
    """[CEPSTRA, BINS]: a cepstrum times this is the filter's phase, in radians, of the one that rings least."""
    amplitude = log_amplitude()
    mirrored = np.concatenate([amplitude, amplitude[:, -2:0:-1]], axis=1)
    quefrency = np.fft.ifft(mirrored, axis=1).real
    folded = np.zeros_like(quefrency)
    folded[:, 0], folded[:, FFT_SAMPLES // 2] = quefrency[:, 0], quefrency[:, FFT_SAMPLES // 2]
    folded[:, 1 : FFT_SAMPLES // 2] = 2 * quefrency[:, 1 : FFT_SAMPLES // 2]
    return np.fft.fft(folded, axis=1).imag[:, :BINS]


def band_means(noise: Matrix) -> Matrix:
    """[frames, BINS] of noise shares -> [frames, BANDS]"""
    hz = _bin_hz()
    inside = [(hz >= low) & (hz < high) for low, high in pairwise(_BAND_EDGES_HZ)]
    return np.stack([np.sqrt(np.mean(noise[:, bins] ** 2, axis=1)) for bins in inside], axis=1)


def band_weights() -> Matrix:
    """[BANDS, BINS]: noise shares of bands times this are those of the bins, with soft edges."""
    middles = [(low + high) / 2 for low, high in pairwise(_BAND_EDGES_HZ)]
    return np.stack([np.interp(_bin_hz(), middles, row) for row in np.eye(BANDS)])


def _bin_hz() -> Matrix:
    return np.arange(BINS, dtype=np.float64) * (RATE_HZ / FFT_SAMPLES)


def _mel(hz: Matrix) -> Matrix:
    return np.asarray(np.log1p(hz / 700))


def _points_mel() -> Matrix:
    return np.linspace(0, float(_mel(np.array(RATE_HZ / 2))), _POINTS)


def _from_points() -> Matrix:
    """[_POINTS, BINS]: straight lines between the points."""
    return np.stack([np.interp(_mel(_bin_hz()), _points_mel(), row) for row in np.eye(_POINTS)])


def _to_points() -> Matrix:
    """[BINS, _POINTS]: the mean around each point, or the line between two bins where those lie far apart."""
    between = np.stack([np.interp(_points_mel(), _mel(_bin_hz()), row) for row in np.eye(BINS)])
    around = _from_points().T
    total = around.sum(axis=0)
    return np.where(total >= 1, around / np.maximum(total, 1e-9), between)


def _cosines() -> Matrix:
    """[CEPSTRA, _POINTS], orthonormal rows."""
    places = np.arange(_POINTS) + 0.5
    rows = np.cos(np.pi / _POINTS * np.outer(np.arange(CEPSTRA), places)) * np.sqrt(2 / _POINTS)
    rows[0] /= np.sqrt(2)
    result: Matrix = rows
    return result
