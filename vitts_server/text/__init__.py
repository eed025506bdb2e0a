"""Built-in text rules, a plugin like any other."""

from collections.abc import Sequence

from vitts_server import Markup, Normalizer, hookimpl
from vitts_server.text.plain import PlainText
from vitts_server.text.ssml import Ssml


@hookimpl
def vitts_markups() -> Sequence[Markup]:
    """The formats of texts."""
    return [Ssml()]


@hookimpl
def vitts_normalizers() -> Sequence[Normalizer]:
    """What is right in every language."""
    return [PlainText()]
