"""What the readers of single signs share: they keep, drop or replace what stands there, and go on in the line."""

import re

from vitts_server.text.chat import emphasis
from vitts_server.text.chat.paragraph import Mode, Paragraph

_RUN = {mark: re.compile(rf"{re.escape(mark)}{{1,{emphasis.MOST}}}") for mark in "*_~`#-|$"}


class SignReader:
    """Base of the readers. None as an answer means that more text is needed."""

    def __init__(self, paragraph: Paragraph) -> None:
        self._paragraph = paragraph
        self._source = paragraph.source

    def _keep(self, length: int) -> Mode:
        self._paragraph.keep(length)
        return self._paragraph.inline

    def _drop(self, length: int) -> Mode:
        self._paragraph.drop(length)
        return self._paragraph.inline

    def _replace(self, length: int, text: str) -> Mode:
        self._paragraph.replace(length, text)
        return self._paragraph.inline

    def _run(self, mark: str) -> str | None:
        """The marks that stand here; None while there may be more of them."""
        found = self._source.match(_RUN[mark])
        run = found.group() if found else ""
        is_open = self._source.awaits(len(run)) and len(run) < emphasis.MOST
        return None if is_open else run
