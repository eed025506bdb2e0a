"""SSML is read through, in any cuts, and never harms the server."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server import BadRequest, SynthesisRequest
from vitts_server.speech.ssml import SsmlText
from vitts_server.testing import TonePlugin, open_server

DOCUMENT = (
    '<?xml version="1.0"?><speak xmlns="http://www.w3.org/2001/10/synthesis" version="1.1"><p>Xin <b>chào</b> '
    '&lt;bạn&gt; &amp; <sub alias="Việt Nam">VN</sub>.</p>'
    "<desc>không nói</desc><s>Hết<break time='1s'/> rồi</s></speak>"
)
TEXT = "Xin chào <bạn> & Việt Nam. Hết rồi"


def read(*pieces: str) -> str:
    document = SsmlText()
    return "".join([*(document.feed(piece) for piece in pieces), document.finish()])


@given(st.lists(st.integers(0, len(DOCUMENT)), max_size=20))
def test_any_cuts_of_the_document_give_the_text_of_the_whole(places: list[int]) -> None:
    bounds = [0, *sorted(places), len(DOCUMENT)]
    pieces = [DOCUMENT[first:end] for first, end in pairwise(bounds)]
    assert read(*pieces) == read(DOCUMENT)
    assert " ".join(read(DOCUMENT).split()) == TEXT


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("<speak>\n<p>a</speak>", "line 2, column 7"),
        ("<speak>a", "no element found"),
        ("<html>a</html>", "begins with <speak>"),
        ("hello", "line 1"),
        ('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><speak>&b;</speak>', "entities"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><speak>&a;</speak>', "entities"),
    ],
)
def test_a_bad_document_is_refused_with_the_place(document: str, reason: str) -> None:
    with pytest.raises(BadRequest, match=reason):
        read(document)


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "utf-16", "utf-8"])
def test_the_encoding_that_a_document_declares_is_that_of_a_file_it_once_was(encoding: str) -> None:
    assert read(f'<?xml version="1.0" encoding="{encoding}"?><speak>xin chào</speak>').strip() == "xin chào"


async def test_only_the_text_is_spoken(tmp_path: Path) -> None:
    tones = TonePlugin()
    async with open_server(tmp_path, {"tones": tones}, {"voices": {"preload": False}}, adapters=False) as server:
        request = SynthesisRequest(text=DOCUMENT, text_format="ssml")
        assert [chunk async for chunk in server.speech.synthesize(request)]
        with pytest.raises(BadRequest, match="SSML"):
            [chunk async for chunk in server.speech.synthesize(SynthesisRequest(text="<a", text_format="ssml"))]
    assert [utterance.text for utterance in tones.spoken] == ["Xin chào <bạn> & Việt Nam.", "Hết rồi"]
