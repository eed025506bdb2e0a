"""Exit codes, and how an error becomes one line on standard error. Not for errors of requests at a running server."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NoReturn

import typer

from vitts_server.errors import VittsError, unwrapped


class ExitCode(IntEnum):
    """What `vitts-server` ends with; `docs/errors.md` lists them."""

    OK = 0
    FAILED = 1
    """Something outside went wrong: a port in use, a disk that is full."""
    USAGE = 2
    """The command line, a setting, a plugin or the text is at fault."""
    UNKNOWN_VOICE = 3
    NO_VOICE = 4
    VOICE_FAILED = 5
    NOT_READY = 6
    """The server is starting, draining or has too much to do."""
    NOTHING_LISTENS = 10
    OTHER_PROGRAM = 11
    NAME_UNKNOWN = 12
    NO_ANSWER = 13
    WRONG_ADDRESS = 14
    """The server is there, but under another scheme or path."""
    CERTIFICATE = 15
    INTERRUPTED = 130


EXIT_OF_ERROR = {
    "internal": ExitCode.FAILED,
    "bad-request": ExitCode.USAGE,
    "unknown-voice": ExitCode.UNKNOWN_VOICE,
    "no-voice": ExitCode.NO_VOICE,
    "voice-failed": ExitCode.VOICE_FAILED,
    "busy": ExitCode.NOT_READY,
    "plugin": ExitCode.USAGE,
    "config": ExitCode.USAGE,
}
"""The exit code of each error code of the public interface."""


@contextmanager
def errors_as_one_line() -> Iterator[None]:
    """Turn expected errors into a line on standard error and an exit code; anything else keeps its traceback."""
    try:
        yield
    except typer.Exit:
        raise  # was said already
    except KeyboardInterrupt:
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    except Exception as error:
        cause = unwrapped(error)
        if _is_port_taken(cause):
            fail(
                f"{cause}; choose another address, or let `vitts-server doctor` say who has it", ExitCode.FAILED, cause
            )
        if isinstance(cause, VittsError):
            fail(cause.message, EXIT_OF_ERROR.get(cause.code, ExitCode.FAILED), cause)
        if isinstance(cause, OSError) and not isinstance(cause, BrokenPipeError):
            fail(_in_words(cause), ExitCode.FAILED, cause)
        raise


def fail(message: str, code: ExitCode, cause: BaseException | None = None) -> NoReturn:
    """Say `message` on standard error and end with `code`."""
    typer.echo(f"vitts-server: {message}", err=True)
    raise typer.Exit(code) from cause


def _is_port_taken(error: BaseException | None) -> bool:
    """Adapters wrap the system's error to name the setting; what lies beneath decides."""
    if error is None:
        return False
    return (isinstance(error, OSError) and error.errno == errno.EADDRINUSE) or _is_port_taken(error.__cause__)


def _in_words(error: OSError) -> str:
    if error.filename is not None and error.errno is not None:
        return f"{os.fsdecode(error.filename)}: {os.strerror(error.errno)}"
    return str(error)
