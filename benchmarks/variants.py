"""Our server with one technique changed at a time. The table that `variant_server` and the report share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

VARIABLE = "BENCHMARK_VARIANT"
"""Environment variable that tells `variant_server` which one it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What is different from the server as shipped."""

    says: str
    """For the report's table."""
    is_cut: bool = True
    """Whether the voice's graph is cut, or run whole."""
    pieces: Literal["growing", "small", "sentence"] = "growing"
    sessions: Literal["both", "single", "wide"] = "both"
    """Whether a step runs on one thread or on all cores as the scheduler says, or always the same."""
    order: Literal["deadline", "arrival"] = "deadline"
    environment: Mapping[str, str] = field(default_factory=dict)
    learns_s: float = 0.0
    """How long it takes in the background to make use of what it said first."""


AS_SHIPPED = "as shipped"
VARIANTS: Mapping[str, Variant] = {
    AS_SHIPPED: Variant(says="every technique, with the backend that the server chooses itself"),
    "onnxruntime": Variant(
        says="the built-in backend, in float32", environment={"VITTS_PIPER__BACKEND": "onnxruntime"}
    ),
    "int8": Variant(
        says="the last stage of the decoder in eight-bit integers, the rest in float32, on the built-in backend",
        # Random weights are the hardest case; how close a voice gets is for the server to judge, not for its speed.
        environment={"VITTS_PIPER__BACKEND": "onnxruntime-int8", "VITTS_PIPER__INT8_LEAST_SNR_DB": "0"},
        learns_s=20.0,
    ),
    "uncut": Variant(says="the whole graph in one run for each sentence, in float32", is_cut=False),
    "sentence by sentence": Variant(says="cut, but each step makes a whole sentence", pieces="sentence"),
    "small pieces": Variant(says="every piece as small as the first one", pieces="small"),
    "order of arrival": Variant(says="the oldest request first, instead of who would run dry first", order="arrival"),
    "one-thread sessions": Variant(says="every step on one core, even for a lone listener", sessions="single"),
    "wide sessions": Variant(says="every step on all cores, however many listen", sessions="wide"),
    "none of these": Variant(
        says="the whole graph, all cores, the oldest request first, in float32",
        is_cut=False,
        sessions="wide",
        order="arrival",
        environment={"VITTS_PIPER__BACKEND": "onnxruntime"},
    ),
}
