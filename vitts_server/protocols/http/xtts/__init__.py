"""The interface of XTTS-style backends below `/api/tts`, for programs that were written for one.

A plugin of the HTTP door, and thin: it translates, asks the core, and translates back. The port that such programs
expect, 11111, is one more address of the HTTP door.
"""

from collections.abc import Sequence

from vitts_server import Config, Section, SpeechService, hookimpl
from vitts_server.protocols.http.routes import Route
from vitts_server.protocols.http.settings import HttpSettings
from vitts_server.protocols.http.xtts.described import described
from vitts_server.protocols.http.xtts.settings import XttsSettings


@hookimpl
def vitts_settings() -> Sequence[type[Section]]:
    """The section [xtts]."""
    return [XttsSettings]


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """All paths below `/api/tts`."""
    return described(speech, config.section(XttsSettings), config.section(HttpSettings).service_name)
