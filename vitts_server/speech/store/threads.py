"""Blocking work on a thread that is never abandoned half-way."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Like `asyncio.to_thread`, but a cancellation waits until `work` is done: whoever cleans up then is alone."""
    job = asyncio.get_running_loop().run_in_executor(None, partial(work, *args, **kwargs))
    interrupted: asyncio.CancelledError | None = None
    while not job.done():
        try:
            await asyncio.wait([job])
        except asyncio.CancelledError as error:
            interrupted = error
    if interrupted is not None:
        job.exception()  # seen, so that the loop does not complain of it
        raise interrupted
    return job.result()
