"""Learning rates, Adam with decoupled weight decay (Loshchilov and Hutter, 2019), and a running mean of the weights."""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from vitts_training.layers import Params

_FIRST, _SECOND, _TINY, _DECAY, _WARM_STEPS, _MOST_GRADIENT = 0.9, 0.98, 1e-8, 0.01, 100, 1.0


class State(NamedTuple):
    """All there is to go on from."""

    params: Params
    slow: Params
    """The running mean of `params`: what is kept in the end."""
    mean: Params
    square: Params


def begin(params: Params) -> State:
    """Nothing was learned yet."""
    zeros = jax.tree.map(jnp.zeros_like, params)
    return State(params, params, zeros, zeros)


def rate(step: jax.Array, steps: int, peak: float) -> jax.Array:
    """Rises for a while, then falls along a cosine to almost nothing."""
    cosine = 0.5 * (1 + jnp.cos(jnp.pi * jnp.minimum(step / steps, 1.0)))
    return peak * jnp.minimum((step + 1) / _WARM_STEPS, 1.0) * (0.02 + 0.98 * cosine)


def learn(state: State, gradient: Params, step: jax.Array, rate: jax.Array) -> State:
    """One step."""
    size = jnp.sqrt(sum(jnp.sum(jnp.square(leaf)) for leaf in jax.tree.leaves(gradient)))
    gradient = jax.tree.map(lambda leaf: leaf * jnp.minimum(1.0, _MOST_GRADIENT / (size + _TINY)), gradient)
    mean = jax.tree.map(lambda old, new: _FIRST * old + (1 - _FIRST) * new, state.mean, gradient)
    square = jax.tree.map(lambda old, new: _SECOND * old + (1 - _SECOND) * new**2, state.square, gradient)
    first, second = 1 - _FIRST ** (step + 1.0), 1 - _SECOND ** (step + 1.0)

    def moved(weights: jax.Array, mean: jax.Array, square: jax.Array) -> jax.Array:
        change = (mean / first) / (jnp.sqrt(square / second) + _TINY)
        return weights - rate * (change + _DECAY * weights * (weights.ndim > 1))

    params = jax.tree.map(moved, state.params, mean, square)
    pace = jnp.minimum(0.998, (step + 1.0) / (step + 10.0))
    slow = jax.tree.map(lambda old, new: pace * old + (1 - pace) * new, state.slow, params)
    return State(params, slow, mean, square)
