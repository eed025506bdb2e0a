"""What the tests of the command line share."""

import pytest

from tests.cli.kit import CommandLine, make_command_line


@pytest.fixture(scope="session")
def vitts(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """`vitts-server`, with a voice of tones as its default one."""
    return make_command_line(tmp_path_factory.mktemp("command-line"))
