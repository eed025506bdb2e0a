"""How much more evenly the nets speak than the speaker did, and the factors that undo it.

A net that learned to be wrong as little as can be says the mean of what it is not sure about. So its sounds are blurred
and its melody is flat. Each number is given back the spread that it has in the recordings.
"""

from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp
import numpy as np

from vitts_training.audio import Array
from vitts_training.courses import sound_windows
from vitts_training.envelope import CEPSTRA
from vitts_training.export import PLAIN, Liveliness
from vitts_training.layers import Params
from vitts_training.lessons import Rows
from vitts_training.nets import Nets

_FRAMES, _WINDOWS = 384, 4
_LEAST, _MOST = 1.0, 2.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Factors that bring back all of the spread."""

    cepstrum: Array
    pitch: float
    lengths: Array

    def share(self, cepstrum: float, pitch: float, lengths: float) -> Liveliness:
        """So much of each: 0 leaves it as it was learned, 1 brings all back."""
        factor = float(self.lengths[1]) ** lengths
        middle = float(self.lengths[0]) / (1 - float(self.lengths[1]) + 1e-9)
        return replace(
            PLAIN,
            cepstrum=(self.cepstrum**cepstrum).astype(np.float32),
            pitch=self.pitch**pitch,
            lengths=np.array([middle * (1 - factor), factor], np.float32),
        )


def spread(nets: Nets, params: Params, rows: Rows) -> Spread:
    """Compares the nets with recordings, which should not be those that they learned from."""
    said, heard = _sounds(nets, params, rows)
    cepstrum = np.clip(heard.std(axis=0) / said.std(axis=0), _LEAST, _MOST)
    answers = prosody(nets, params, rows)
    weights = rows.knot_weights * (rows.knot_weights > 0.5)
    pitch = _deviation(rows.knots, weights) / _deviation(answers[:, 1:], weights)
    lasting = rows.log_frames > 0
    wanted, given = rows.log_frames[lasting], answers[lasting, 0]
    factor = float(np.clip(wanted.std() / given.std(), _LEAST, _MOST))
    shift = float(wanted.mean() - factor * given.mean())
    return Spread(cepstrum, float(np.clip(pitch, _LEAST, _MOST)), np.array([shift, factor], np.float32))


def prosody(nets: Nets, params: Params, rows: Rows) -> Array:
    """What the prosody net says of all rows: [columns, 1 + KNOTS]."""
    known = jax.tree.map(jnp.asarray, params)
    said = jax.jit(nets.prosody)(known, rows.symbols[None], rows.places[None], rows.column_mask[None])
    result: Array = np.asarray(said)[0]
    return result


def _sounds(nets: Nets, params: Params, rows: Rows) -> tuple[Array, Array]:
    """Cepstra of all loud frames, as the nets say them and as they were heard."""
    width = min(_FRAMES, len(rows.owners))

    @jax.jit
    def answer(params: Params, batch: dict[str, jax.Array]) -> jax.Array:
        return nets.sound(params, batch, (batch["weights"] > 0).astype(np.float32)[..., None])

    said, wanted = [], []
    for start in range(0, len(rows.owners) - width + 1, width * _WINDOWS):
        starts = np.minimum(start + width * np.arange(_WINDOWS), len(rows.owners) - width)
        batch = dict(sound_windows(rows, starts, width))
        loud = batch["weights"] == 1
        said.append(np.asarray(answer(params, batch))[loud][:, :CEPSTRA])
        wanted.append(batch["cepstrum"][loud])
    return np.concatenate(said), np.concatenate(wanted)


def _deviation(values: Array, weights: Array) -> float:
    mean = float((values * weights).sum() / weights.sum())
    return float(np.sqrt((np.square(values - mean) * weights).sum() / weights.sum()))
