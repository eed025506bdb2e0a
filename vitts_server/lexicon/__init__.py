"""How words are said: a lexicon in a file, over HTTP and at the command line. A built-in plugin on the public API."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from vitts_server import Config, Normalizer, Section, hookimpl
from vitts_server.lexicon.commands import LexiconCommands
from vitts_server.lexicon.http import lexicon_routes
from vitts_server.lexicon.lexicon import Lexicon
from vitts_server.lexicon.rules import LexiconRules
from vitts_server.lexicon.settings import LexiconSettings, file_of
from vitts_server.lexicon.watching import watched
from vitts_server.protocols.http import Route

__all__ = ["LexiconPlugin"]


class LexiconPlugin:
    """One lexicon for each server, which its rules, its paths and its watch share."""

    def __init__(self) -> None:
        self._lexicon: Lexicon | None = None

    @hookimpl
    def vitts_settings(self) -> Sequence[type[Section]]:
        """The section [lexicon]."""
        return [LexiconSettings]

    @hookimpl
    def vitts_normalizers(self, config: Config) -> Sequence[Normalizer]:
        """The words, before the rules of any language."""
        return [LexiconRules(self._of(config))]

    @hookimpl
    def vitts_lifespan(self, config: Config) -> Sequence[AbstractAsyncContextManager[object]]:
        """Changes by hand are seen while the server runs."""
        return [watched(self._of(config))]

    @hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
    def vitts_http_routes(self, config: Config) -> Sequence[Route]:
        """The words over HTTP."""
        return lexicon_routes(self._of(config))

    @hookimpl
    def vitts_commands(self, cli: Any, settings: Callable[[Path | None, Sequence[str]], Config]) -> None:
        """`vitts-server lexicon`."""
        cli.add_typer(LexiconCommands(settings).application(), name="lexicon")

    def _of(self, config: Config) -> Lexicon:
        path = file_of(config)
        if self._lexicon is None or self._lexicon.path != path:
            self._lexicon = Lexicon(path)
            self._lexicon.reload()
        return self._lexicon
