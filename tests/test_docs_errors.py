"""docs/errors.md is held to account: every code with what each door makes of it, every exit code."""

import re
from pathlib import Path

from vitts_server import ERROR_CODES
from vitts_server.cli.exits import EXIT_OF_ERROR, ExitCode
from vitts_server.protocols.http.errors import STATUS
from vitts_server.protocols.wyoming.answer import ERROR_CODES_ON_THE_WIRE

PAGE = Path(__file__).parent.parent / "docs" / "errors.md"


def rows(title: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    part = PAGE.read_text(encoding="utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_error_code_has_a_row_with_what_each_door_says() -> None:
    written = {code: (http, wyoming, ending) for code, _, http, wyoming, ending in rows("Error codes")}
    assert written == {
        code: (str(STATUS[code]), ERROR_CODES_ON_THE_WIRE[code], str(int(EXIT_OF_ERROR[code]))) for code in ERROR_CODES
    }


def test_every_exit_code_is_explained() -> None:
    explained = {int(number) for codes, _ in rows("Exit codes of `vitts-server`") for number in codes.split(",")}
    assert explained == {*map(int, ExitCode), 143}


def test_every_error_has_its_exit_code() -> None:
    assert set(EXIT_OF_ERROR) == set(ERROR_CODES)


def test_the_doctors_codes_are_all_different() -> None:
    source = (Path(__file__).parent.parent / "vitts_server/cli/doctor/diagnosis.py").read_text(encoding="utf-8")
    assert set(re.findall(r"ExitCode\.(\w+)", source)) >= {code.name for code in ExitCode if 10 <= code < 100}
    assert len(set(map(int, ExitCode))) == len(list(ExitCode))
