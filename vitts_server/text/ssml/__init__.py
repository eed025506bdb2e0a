"""SSML, a text format of its own."""

from vitts_server import MarkupStream, SynthesisRequest
from vitts_server.text.ssml.document import SsmlStream


class Ssml:
    """Implements `Markup`."""

    format = "ssml"
    version = "2"

    def open(self, request: SynthesisRequest, language: str, /) -> MarkupStream:
        """One document."""
        return SsmlStream()
