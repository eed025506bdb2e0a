"""Changes of the file by hand or by other processes, heard at the next sentence."""

import asyncio
from contextlib import suppress
from functools import partial

from vitts_server.lexicon.lexicon import Lexicon
from vitts_server.watching import Watch, signature

_SETTLE_S = 0.1
"""An editor that writes in several steps is done after this time without another."""


def watched(lexicon: Lexicon) -> Watch:
    """The file is read again whenever it changes, while the context is open."""
    path = lexicon.path
    with suppress(OSError):  # else it is looked for until somebody makes it
        path.parent.mkdir(parents=True, exist_ok=True)
    seen = signature(path)

    async def read() -> None:
        nonlocal seen
        seen = signature(path)
        await asyncio.to_thread(lexicon.reload)

    return Watch(
        "lexicon",
        [path.parent],
        partial(signature, path),
        lambda: seen,
        read,
        names=path.name.__eq__,
        is_deep=False,
        settle_s=_SETTLE_S,
    )
