"""Log lines for programs and for people."""

import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest

from vitts_server.cli.logs import configure_logging, is_json

logger = logging.getLogger("tests.some.module")


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def fail_with(secret: str) -> None:
    raise ValueError("it broke")


def log_a_failure(secret: str) -> None:
    try:
        fail_with(secret)
    except ValueError:
        logger.exception("a request failed", extra={"request_id": "r1"})


def test_a_line_is_one_json_object_with_its_fields() -> None:
    out = io.StringIO()
    configure_logging("info", "json", out)
    logger.info("spoken in %d ms", 12, extra={"voice": "giọng một", "characters": 3})
    log_a_failure("the user's text")
    first, second = map(json.loads, out.getvalue().splitlines())
    assert first | {"timestamp": ""} == {
        "message": "spoken in 12 ms",
        "level": "info",
        "logger": "tests.some.module",
        "voice": "giọng một",
        "characters": 3,
        "timestamp": "",
    }
    assert second["request_id"] == "r1"
    assert "ValueError: it broke" in second["exception"]


@pytest.mark.parametrize("style", ["json", "human"])
def test_a_traceback_shows_no_variables(style: str) -> None:
    out = io.StringIO()
    configure_logging("info", style, out)
    log_a_failure("the user's text")
    assert "it broke" in out.getvalue()
    assert "the user's text" not in out.getvalue()


def test_lines_below_the_level_are_left_out() -> None:
    out = io.StringIO()
    configure_logging("warning", "human", out)
    logger.info("quiet")
    logger.warning("loud")
    assert "quiet" not in out.getvalue()
    assert "loud" in out.getvalue()


def test_warnings_become_lines() -> None:
    out = io.StringIO()
    configure_logging("info", "json", out)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("old voice", UserWarning, stacklevel=1)
    assert json.loads(out.getvalue())["logger"] == "py.warnings"


def test_people_sit_at_terminals() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert not is_json("auto", Terminal())
    assert is_json("auto", io.StringIO())
    assert is_json("json", Terminal())
    assert not is_json("human", io.StringIO())
