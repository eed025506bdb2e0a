"""A host with one voice, and a catalogue that is set to it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.voices.catalogue.hosting import REVISION, Host, hosted
from vitts_server.app import load_registry, load_settings
from vitts_server.voices.catalogue import Catalogue, Progress
from vitts_server.voices.piper.folder import find_voices

KEY = "vi_VN-tiny-low"


@pytest.fixture
def host(voices_dir: Path) -> Iterator[Host]:
    with hosted() as host:
        host.add_voice(KEY, voices_dir / "tiny-vi.onnx")
        yield host


@pytest.fixture
def model_path() -> str:
    """Of the voice's net on the host."""
    return Host.path("vi/vi_VN/tiny/low/vi_VN-tiny-low.onnx")


MakeCatalogue = Callable[..., Catalogue]


@pytest.fixture
def make_catalogue(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeCatalogue:
    """With other settings where they are given."""
    monkeypatch.delenv("HF_TOKEN", raising=False)

    def make(**settings: Any) -> Catalogue:
        merged = {"url": host.url, "revision": REVISION, "retry-wait-s": 0.01, "timeout-s": 5, **settings}
        overrides = {"catalogue": merged, "server": {"data-dir": tmp_path / "data"}}
        return Catalogue(load_settings(load_registry(("espeak",)), overrides=overrides))

    return make


@pytest.fixture
def catalogue(make_catalogue: MakeCatalogue) -> Catalogue:
    return make_catalogue()


def voices_in(folder: Path) -> list[str]:
    """What the server would list, unusable files too."""
    return [str(voice.path and voice.path.name) for voice in find_voices([folder])]


def nothing(_: Progress) -> None:
    """For those who do not look."""
