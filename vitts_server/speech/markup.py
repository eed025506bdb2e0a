"""Which markup reads a text: the one of its format, which the text itself may say by how it begins."""

from collections.abc import Mapping, Sequence

from vitts_server.ports import Markup, MarkupStream
from vitts_server.values import Passage, SynthesisRequest

_SSML_BEGINS = "<speak"


class Verbatim:
    """A text without markup."""

    def __init__(self) -> None:
        self._length = 0

    def feed(self, text: str) -> Sequence[Passage]:
        """The text as it stands."""
        start, self._length = self._length, self._length + len(text)
        return [Passage(text=text, span=(start, self._length))] if text else []

    def finish(self) -> Sequence[Passage]:
        """Nothing is held back."""
        return []


class MarkupChoice:
    """A markup stream that looks at the first characters before it decides what the text is."""

    def __init__(self, markups: Mapping[str, Markup], request: SynthesisRequest, language: str) -> None:
        """`language` is that of the voice which was chosen."""
        self._markups = markups
        self._request = request
        self._language = language
        self._held = ""
        self._stream: MarkupStream | None = None

    def feed(self, text: str) -> Sequence[Passage]:
        """See `MarkupStream`."""
        if self._stream is not None:
            return self._stream.feed(text)
        self._held += text
        if not self._is_certain():
            return []
        self._stream = self._decided()
        return self._stream.feed(self._held)

    def flush(self) -> Sequence[Passage]:
        """See `MarkupStream`; the first characters of what may become a document wait on."""
        flush = getattr(self._stream, "flush", None)
        return flush() if flush is not None else []

    def finish(self) -> Sequence[Passage]:
        """See `MarkupStream`."""
        if self._stream is not None:
            return self._stream.finish()
        self._stream = self._decided()
        return [*self._stream.feed(self._held), *self._stream.finish()]

    def _is_certain(self) -> bool:
        begin = self._held.lstrip()[: len(_SSML_BEGINS) + 1]
        return len(begin) > len(_SSML_BEGINS) or not _SSML_BEGINS.startswith(begin)

    def _decided(self) -> MarkupStream:
        name = format_of(self._held, self._request.text_format)
        markup = self._markups.get(name)
        # A document is read as one even without rules; its tags are not text.
        if markup is None or (name == "text" and not self._request.normalize):
            return Verbatim()
        return markup.open(self._request, self._language)


def format_of(text: str, asked: str) -> str:
    """What the text is: the format that was asked for, unless it begins as a document."""
    begin = text.lstrip()[: len(_SSML_BEGINS) + 1]
    tag_ends = begin[len(_SSML_BEGINS) :]
    is_ssml = begin.startswith(_SSML_BEGINS) and (tag_ends in ("", ">", "/") or tag_ends.isspace())
    return "ssml" if is_ssml else asked
