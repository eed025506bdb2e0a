"""Teaches a net, with a checkpoint every while: a run that was ended goes on as if it had not been."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np

from vitts_training.adam import State, begin, learn, rate
from vitts_training.files import written_whole
from vitts_training.layers import Params

Batch: TypeAlias = Mapping[str, Any]
Loss: TypeAlias = Callable[[Params, Batch, jax.Array | None], jax.Array]
"""Parameters, a lesson, a key for what is random while learning (None: nothing) -> how wrong they are."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is taught, and for how long."""

    name: str
    loss: Loss
    lesson: Callable[[int], Batch]
    """The lesson of a step: always the same one for the same step."""
    exams: list[Batch]
    """Lessons that nothing is learned from."""
    steps: int
    peak_rate: float
    check_every: int
    keep_every_s: float = 120.0
    is_last_best: bool = False
    """Whether exams only show how it goes: where nets compete, their loss tells little."""


def teach(course: Course, params: Params, folder: Path, say: Callable[[str], None]) -> tuple[Params, list[list[float]]]:
    """The best parameters in the exams, and rows of step, loss in lessons, loss in exams."""
    place = folder / f"{course.name}.npz"
    state, best, step, rows = _begun(place, params)

    @jax.jit
    def advance(state: State, batch: Batch, step: jax.Array, key: jax.Array) -> tuple[State, jax.Array]:
        value, gradient = jax.value_and_grad(course.loss)(state.params, batch, key)
        return learn(state, gradient, step, rate(step, course.steps, course.peak_rate)), value

    examine = jax.jit(lambda params, batch: course.loss(params, batch, None))
    root = jax.random.key(0)
    kept_at = began_at = time.monotonic()
    began_with, losses = step, []
    while step < course.steps:
        state, loss = advance(state, course.lesson(step), jnp.float32(step), jax.random.fold_in(root, step))
        losses.append(loss)
        step += 1
        if step % course.check_every == 0 or step == course.steps:
            exam = float(np.mean([examine(state.slow, batch) for batch in course.exams]))
            rows.append([float(step), float(np.mean([float(one) for one in losses])), exam])
            losses = []
            if course.is_last_best or exam <= min(row[2] for row in rows):
                best = state.slow
            if time.monotonic() - kept_at > course.keep_every_s or step == course.steps:
                _keep(place, state, best, step, rows)
                kept_at = time.monotonic()
            pace_s = (time.monotonic() - began_at) / (step - began_with)
            left_s = pace_s * (course.steps - step)
            losses_said = f"loss {rows[-1][1]:.4f}, unseen {exam:.4f}"
            say(f"{course.name}: step {step} of {course.steps}, {losses_said}, {left_s:.0f} s left")
    return best, rows


def kept(folder: Path, name: str, params: Params) -> Params | None:
    """The best parameters of a course that was begun in `folder`, which has the shape of `params`; else None."""
    place = folder / f"{name}.npz"
    return _begun(place, params)[1] if place.is_file() else None


def _keep(place: Path, state: State, best: Params, step: int, rows: list[list[float]]) -> None:
    leaves = jax.tree.leaves((state, best))
    with written_whole(place) as file:
        np.savez(file, step=step, rows=np.array(rows), **{f"leaf_{number}": leaf for number, leaf in enumerate(leaves)})


def _begun(place: Path, params: Params) -> tuple[State, Params, int, list[list[float]]]:
    state = begin(params)
    if not place.is_file():
        return state, params, 0, []
    with np.load(place) as kept:
        start, shape = jax.tree.flatten((state, params))
        known, best = jax.tree.unflatten(shape, [kept[f"leaf_{number}"] for number in range(len(start))])
        return known, best, int(kept["step"]), kept["rows"].tolist()
