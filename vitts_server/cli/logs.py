"""How log lines look: the one place that configures logging. Everyone else only asks for a logger.

Lines go to standard error: JSON, one object a line, or aligned and coloured for people. Fields come from `extra`.
"""

import logging
import sys
from collections.abc import Sequence
from typing import TextIO

import structlog
from structlog.typing import Processor

_QUIET = ("asyncio", "urllib3", "zeroconf")
"""Libraries whose debug lines drown ours."""


def configure_logging(level: str, style: str, stream: TextIO | None = None) -> None:
    """Send everything from `level` up to `stream` (standard error); `style` is `auto`, `human` or `json`."""
    target = stream or sys.stderr
    handler = logging.StreamHandler(target)
    handler.setFormatter(_formatter(as_json=is_json(style, target), colors=target.isatty()))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(root.level, logging.INFO))
    logging.captureWarnings(capture=True)


def is_json(style: str, stream: TextIO) -> bool:
    """`auto` means: people sit at terminals, programs at the end of everything else."""
    return style == "json" or (style == "auto" and not stream.isatty())


def _formatter(*, as_json: bool, colors: bool) -> logging.Formatter:
    shared: Sequence[Processor] = (
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=as_json),
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *(_json_tail() if as_json else [_for_people(colors=colors)]),
        ],
    )


def _for_people(*, colors: bool) -> Processor:
    """Plain tracebacks: the pretty ones print local variables, and with them what users wrote."""
    return structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)


def _json_tail() -> list[Processor]:
    return [
        structlog.processors.format_exc_info,
        structlog.processors.EventRenamer("message"),
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
    ]
