"""Where a graph is cut: the tensors between its parts, if the graph says so itself. Pure.

A graph may name them in its metadata, as a JSON object under `vitts.seams`. Voices that are no stock exports do so; the
project's own training writes it. The names mean what they mean in `graph`, with two differences:

- `mean` and `log_scale` have a column a frame: the encoder has stretched them. So it can compute what depends on the
  whole sentence, such as the phase of a pulse train.
- Flow and decoder may carry such phases, which bear no rounding: they always run in float32.
"""

import json
from dataclasses import dataclass

from onnx import ModelProto

KEY = "vitts.seams"
_NEEDED = ("durations", "mean", "log_scale", "prior", "latent", "hidden")
_POSSIBLE = {*_NEEDED, "duration_noise"}


class BadSeams(Exception):
    """What the graph says is not true; the message says where."""


@dataclass(frozen=True, slots=True)
class Seams:
    """Names of tensors; see `graph.Cut` for what they hold."""

    durations: str
    mean: str
    log_scale: str
    prior: str
    latent: str
    hidden: str
    duration_noise: str | None = None
    mask: str | None = None
    speaker: str | None = None
    is_stretched: bool = False


def declared(model: ModelProto) -> Seams | None:
    """What the graph says; None if it says nothing. Raises `BadSeams`."""
    text = next((entry.value for entry in model.metadata_props if entry.key == KEY), None)
    if text is None:
        return None
    try:
        names = json.loads(text)
    except ValueError as error:
        raise BadSeams(f"its {KEY} is no JSON: {error}") from error
    if not isinstance(names, dict) or not set(_NEEDED) <= set(names) <= _POSSIBLE:
        raise BadSeams(f"its {KEY} has to name {', '.join(_NEEDED)}")
    there = {str(name) for node in model.graph.node for name in node.output}
    if strange := sorted(str(name) for name in names.values() if name not in there):
        raise BadSeams(f"its {KEY} names tensors that are not there: {', '.join(strange)}")
    return Seams(**names, is_stretched=True)
