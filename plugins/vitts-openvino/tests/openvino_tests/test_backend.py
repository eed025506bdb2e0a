"""The backend: what it keeps on disk, what it refuses, and when it is chosen."""

import subprocess
import sys
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from vitts_openvino import backend as backend_module
from vitts_openvino import plugin
from vitts_openvino.backend import OpenVino
from vitts_server import Backend, GraphPart, VoiceFailed

from .conftest import FindPart, Reference, snr_db


def _never() -> bytes:
    raise AssertionError("the graph was asked for")


def _heard(reference: Reference, part: GraphPart) -> float:
    """How exact the part sounds."""
    feeds = reference.feeds(40)
    return snr_db(reference.run(feeds)[0], OpenVino("f32").open(part).run(feeds, 1)[0])


@pytest.mark.parametrize("kind", ["flow", "coarse", "fine"])
def test_a_part_that_was_opened_once_is_opened_again_without_its_graph(
    kind: str, find_part: FindPart, tmp_path: Path
) -> None:
    reference = find_part("tiny_multi", kind)
    part = replace(reference.part, folder=tmp_path / kind)
    assert _heard(reference, part) > 100
    (kept,) = (tmp_path / kind).iterdir()
    assert kept.name.startswith("openvino-")
    assert _heard(reference, replace(part, model=_never)) > 100


def test_each_precision_is_kept_for_itself(find_part: FindPart, tmp_path: Path) -> None:
    part = replace(find_part("tiny", "flow").part, folder=tmp_path)
    for precision in ("f32", "bf16"):
        OpenVino(precision).open(part)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("damaged", [b"", b"no compiled net", b"\0" * 100_000])
def test_a_damaged_file_does_not_keep_a_voice_from_speaking(
    damaged: bytes, find_part: FindPart, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    reference = find_part("tiny", "fine")
    part = replace(reference.part, folder=tmp_path)
    OpenVino("f32").open(part)
    (kept,) = tmp_path.iterdir()
    kept.unlink()  # it is mapped: only a new file may have another content
    kept.write_bytes(damaged)
    assert _heard(reference, part) > 100
    assert "not usable" in caplog.text
    assert _heard(reference, replace(part, model=_never)) > 100


def test_what_another_version_kept_is_not_used(
    find_part: FindPart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = replace(find_part("tiny", "flow").part, folder=tmp_path)
    OpenVino("f32").open(part)
    monkeypatch.setattr(backend_module, "identity", lambda: ["another version"])
    OpenVino("f32").open(part)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_voice_speaks_where_nothing_can_be_written(find_part: FindPart, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    reference = find_part("tiny", "fine")
    assert _heard(reference, replace(reference.part, folder=tmp_path / "file" / "fine")) > 100
    assert _heard(reference, replace(reference.part, folder=None)) > 100


def test_a_graph_that_is_none_is_a_failure_of_the_voice(find_part: FindPart) -> None:
    part = replace(find_part("tiny", "flow").part, model=lambda: b"no graph at all")
    with pytest.raises(VoiceFailed, match="OpenVINO can't run the flow"):
        OpenVino("f32").open(part)


def test_it_is_chosen_only_where_it_is_known_to_be_quicker(monkeypatch: pytest.MonkeyPatch) -> None:
    for is_quicker, is_before_onnxruntime in ((True, True), (False, False)):
        monkeypatch.setattr(backend_module, "is_quicker_here", lambda is_quicker=is_quicker: is_quicker)
        assert (OpenVino("auto").rank > 0) == is_before_onnxruntime


def test_a_precision_that_the_processor_lacks_does_not_suit(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(backend_module, "has_bf16", lambda: False)
    assert not OpenVino("bf16").suits()
    assert "openvino.precision" in caplog.text
    assert OpenVino("auto").suits()
    assert OpenVino("f32").suits()


def test_without_its_library_it_does_not_suit() -> None:
    program = (
        "import sys; sys.modules['openvino'] = None; from vitts_openvino.backend import OpenVino;"
        "assert not OpenVino('auto').suits()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "OpenVINO can't be used" in done.stderr


def test_it_is_a_backend() -> None:
    assert isinstance(OpenVino("auto"), Backend)


def test_the_server_finds_it_once_it_is_installed() -> None:
    found = [point for point in entry_points(group="vitts") if point.name == "openvino"]
    if not found:
        pytest.skip("only its folder is on the path")
    assert found[0].load() is plugin
