"""A graph that says itself where it is cut is cut there; one that says what is not true is refused with the reason."""

import json
from pathlib import Path

import onnx
import pytest
from onnx import ModelProto, helper

from vitts_server.voices.piper.folder import shipped_files
from vitts_server.voices.piper.graph import CannotCut, cut
from vitts_server.voices.piper.receptive import Reach
from vitts_server.voices.piper.seams import KEY, declared


@pytest.fixture
def model() -> ModelProto:
    return onnx.load(shipped_files()[0])


def test_it_is_cut_where_it_says(model: ModelProto) -> None:
    parts = cut(model)
    assert parts.is_stretched
    assert parts.has_duration_noise
    assert (parts.flow_reach, parts.fine_reach) == (Reach(21, 21, 1), Reach(3, 1, 256))


def test_a_stock_export_says_nothing(voices_dir: Path) -> None:
    stock = onnx.load(voices_dir / "tiny.onnx")
    assert declared(stock) is None
    assert not cut(stock).is_stretched


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda names: names.pop("prior"), "has to name durations, mean"),
        (lambda names: names.update(more="x"), "has to name durations, mean"),
        (lambda names: names.update(latent="nowhere"), "names tensors that are not there: nowhere"),
        (lambda names: names.update(hidden=names["mean"]), "does not depend on"),
    ],
    ids=["one is missing", "one is strange", "no such tensor", "in the wrong order"],
)
def test_what_is_not_true_is_refused(model: ModelProto, change: "object", reason: str) -> None:
    names = json.loads(next(entry.value for entry in model.metadata_props if entry.key == KEY))
    change(names)  # type: ignore[operator]
    helper.set_model_props(model, {KEY: json.dumps(names)})
    with pytest.raises(CannotCut, match=reason):
        cut(model)


def test_what_is_no_json_is_refused(model: ModelProto) -> None:
    helper.set_model_props(model, {KEY: "{"})
    with pytest.raises(CannotCut, match="is no JSON"):
        cut(model)
