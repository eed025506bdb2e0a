"""What all tests share: the small benchmark voices, made once."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.voices.make_voices import make_voices

# How long an example takes says more about the machine than about the code.
settings.register_profile("untimed", deadline=None, max_examples=50)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def voices_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `tiny` and `tiny_multi` for en-us, and `tiny-vi` and `tiny_multi-vi` for vi."""
    folder = tmp_path_factory.mktemp("voices")
    make_voices(["tiny", "tiny_multi"], folder)
    return folder


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepared voices, shared so that each is prepared once in a run."""
    return tmp_path_factory.mktemp("cache")
