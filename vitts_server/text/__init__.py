"""Built-in text rules, a plugin like any other."""

from collections.abc import Sequence
from functools import cache

from vitts_server import Config, Markup, Normalizer, Section, hookimpl
from vitts_server.text.chat import ChatMarkup
from vitts_server.text.en import English
from vitts_server.text.general import General
from vitts_server.text.plain import PlainText
from vitts_server.text.settings import TextSettings
from vitts_server.text.ssml import Ssml
from vitts_server.text.vi import VietnameseSettings, VietnameseText
from vitts_server.text.vi.numbers import Region


@hookimpl
def vitts_settings() -> Sequence[type[Section]]:
    """The section [text], and one for each language that has settings."""
    return [TextSettings, VietnameseSettings]


@hookimpl
def vitts_markups(config: Config) -> Sequence[Markup]:
    """The formats of texts."""
    return [ChatMarkup(config.section(TextSettings)), Ssml()]


@hookimpl
def vitts_normalizers(config: Config) -> Sequence[Normalizer]:
    """What is right in every language, then the rules of each language."""
    return [PlainText(), General(own=("en", "vi")), *_of_languages(config.section(VietnameseSettings).region)]


@cache
def _of_languages(region: Region) -> Sequence[Normalizer]:
    """They remember nothing of what they read, so all servers of a process can have the same."""
    return English(), VietnameseText(region)
