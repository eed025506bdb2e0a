"""The effects of MaryTTS that are more than sound processing: `Volume` and `Rate`. Pure functions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vitts_server import BadRequest

_SELECTED = re.compile(r"effect_(\w+)_selected")
_NUMBER = re.compile(r"\s*(?P<name>\w+)\s*:\s*(?P<value>\d{1,9}(?:\.\d{1,9})?)\s*;?\s*")
_USUAL = {"Volume": ("amount", 2.0), "Rate": ("durScale", 1.5)}
"""Name of the parameter, and its value where none is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What the effects come to."""

    speed: float = 1.0
    volume: float = 1.0


def read_effects(fields: Mapping[str, object]) -> Effects:
    """Out of `effect_Volume_selected=on` and `effect_Volume_parameters=amount:2.0;`. Raises `BadRequest`."""
    values: dict[str, float] = {}
    for field, state in fields.items():
        selected = _SELECTED.fullmatch(field)
        if selected is not None and state == "on":
            effect = selected[1]
            if effect not in _USUAL:
                raise BadRequest(f"there is no effect {effect!r}, only {' and '.join(_USUAL)}", field=field)
            values[effect] = _parameter(effect, fields)
    stretch = values.get("Rate", 1.0)
    return Effects(volume=values.get("Volume", 1.0), speed=1 / stretch)


def _parameter(effect: str, fields: Mapping[str, object]) -> float:
    parameter, usual = _USUAL[effect]
    field = f"effect_{effect}_parameters"
    given = str(fields.get(field, "")).strip()
    if not given:
        return usual
    found = _NUMBER.fullmatch(given)
    least, most = (0.25, 4.0) if effect == "Rate" else (0.0, 10.0)
    if found is None or found["name"] != parameter or not least <= float(found["value"]) <= most:
        raise BadRequest(
            f"{field} must be {parameter}: and a number from {least:g} to {most:g}, such as {parameter}:{usual:g};",
            field=field,
        )
    return float(found["value"])
