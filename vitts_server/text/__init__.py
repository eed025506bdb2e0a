"""Built-in text rules, a plugin like any other."""

from collections.abc import Sequence

from vitts_server import Normalizer, hookimpl
from vitts_server.text.plain import PlainText


@hookimpl
def vitts_normalizers() -> Sequence[Normalizer]:
    """What is right in every language."""
    return [PlainText()]
