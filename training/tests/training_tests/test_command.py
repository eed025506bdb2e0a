"""What the command refuses before it has worked for an hour."""

import sys
from pathlib import Path

import pytest

from vitts_training.command import main


def test_a_listener_that_is_not_installed_is_missed_before_anything_is_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path), str(tmp_path / "en_US-mary-small.onnx"), "--language", "en-us", "--listen"])
    assert ended.value.code == 2
    assert "pip install 'vitts-training[listener]'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_language_that_no_machine_listens_to_is_refused_with_those_that_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path), str(tmp_path / "de_DE-mary-small.onnx"), "--language", "de", "--listen"])
    assert "--listen knows en and vi, and not de" in capsys.readouterr().err
