"""SSML is read through, in any cuts, and never harms the server."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server import BadRequest, Mark, Passage, SynthesisRequest
from vitts_server.testing import TonePlugin, open_server, tone_voice
from vitts_server.text.ssml.document import SsmlStream

DOCUMENT = (
    '<?xml version="1.0"?><speak xmlns="http://www.w3.org/2001/10/synthesis" version="1.1"><p>Xin <b>chào</b> '
    '&lt;bạn&gt; &amp; <sub alias="Việt Nam">VN</sub>.</p>'
    "<desc>không nói</desc><s>Hết<break time='1s'/> rồi</s></speak>"
)
TEXT = "Xin chào <bạn> & Việt Nam. Hết rồi"


def passages(*pieces: str) -> list[Passage]:
    document = SsmlStream()
    return [passage for piece in pieces for passage in document.feed(piece)] + [*document.finish()]


def read(*pieces: str) -> str:
    return "".join(passage.text for passage in passages(*pieces))


def placed(*pieces: str) -> list[tuple[str, int, int]]:
    """What is read, character by character as far as it stands so in the document."""
    found = []
    for passage in passages(*pieces):
        start, end = passage.span
        if end - start == len(passage.text):
            found += [(letter, start + at, start + at + 1) for at, letter in enumerate(passage.text)]
        elif passage.text:
            found.append((passage.text, start, end))
    return found


@given(st.lists(st.integers(0, len(DOCUMENT)), max_size=20))
def test_any_cuts_of_the_document_give_the_text_of_the_whole(places: list[int]) -> None:
    bounds = [0, *sorted(places), len(DOCUMENT)]
    pieces = [DOCUMENT[first:end] for first, end in pairwise(bounds)]
    assert placed(*pieces) == placed(DOCUMENT)
    assert " ".join(read(DOCUMENT).split()) == TEXT


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("<speak>\n<p>a</speak>", "line 2, column 7"),
        ("<speak>a", "no element found"),
        ("<html>a</html>", "begins with <speak>"),
        ("hello", "line 1"),
        ('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><speak>&b;</speak>', "entities"),
        ("<speak>\n a<break time='11s'/></speak>", r"time of <break> must be .*10s.*line 2, column 3"),
        ("<speak><break strength='much'/></speak>", "strength of <break> must be one of none, x-weak"),
        ("<speak><prosody rate='ferrari'>a</prosody></speak>", "rate of <prosody>"),
        ("<speak><prosody pitch='+300%'>a</prosody></speak>", "pitch of <prosody>"),
        ("<speak><prosody pitch='2'>a</prosody></speak>", "pitch of <prosody>"),
        ("<speak><prosody pitch='+3dB'>a</prosody></speak>", "pitch of <prosody>"),
        ("<speak><prosody rate='+2st'>a</prosody></speak>", "rate of <prosody>"),
        ("<speak><prosody volume='20Hz'>a</prosody></speak>", "volume of <prosody>"),
        ("<speak><prosody volume='-120%'>a</prosody></speak>", "volume of <prosody>"),
        ("<speak>" + "<p>" * 70, "64 deep"),
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
    assert [utterance.text for utterance in tones.spoken] == ["Xin chào bạn và Việt Nam.", "Hết", "rồi"]


def test_each_passage_points_to_what_it_stands_for() -> None:
    document = '<speak>a &amp; b <sub alias="xyz">c<!-- --></sub> <phoneme ph="ə">the</phoneme> é\ud800!</speak>'
    found = {passage.text: document[slice(*passage.span)] for passage in passages(document) if passage.text.strip()}
    assert found["&"] == "&amp;"
    assert found["xyz"] == "c"
    assert found["[[ə]]"] == "the"
    assert {text: source for text, source in found.items() if "é" in text or text == "!"}


@pytest.mark.parametrize(
    ("element", "style"),
    [
        ('<prosody rate="150%" volume="+6dB">x</prosody>', {"speed": 1.5, "volume": 1.9953}),
        ('<prosody rate="slow"><prosody rate="-20%">x</prosody></prosody>', {"speed": 0.6, "volume": 1.0}),
        ('<prosody pitch="+12st">x</prosody>', {"pitch": 2.0}),
        ('<prosody pitch="high"><prosody pitch="-20%">x</prosody></prosody>', {"pitch": 0.92}),
        ('<prosody pitch="220Hz">x</prosody>', {"pitch": 1.0}),
        ('<prosody volume="silent">x</prosody>', {"volume": 0.0}),
        ('<voice name="a" variant="2">x</voice>', {"voice": "a", "speaker": "2"}),
        ('<lang xml:lang="en-US">x</lang>', {"language": "en-US"}),
        ('<say-as interpret-as="date" format="dmy">x</say-as>', {"say_as": "date:dmy"}),
    ],
)
def test_elements_say_how_their_text_is_spoken(element: str, style: dict[str, object]) -> None:
    (found,) = (passage.style for passage in passages(f"<speak>{element}</speak>") if passage.text == "x")
    for name, value in style.items():
        assert getattr(found, name) == (pytest.approx(value, abs=1e-3) if isinstance(value, float) else value)


async def spoken(tmp_path: Path, text: str, tones: TonePlugin) -> tuple[float, list[Mark]]:
    settings = {"voices": {"preload": False}}
    async with open_server(
        tmp_path, {"tones": tones}, settings, adapters=False, disabled=("espeak", "shipped", "openvino")
    ) as server:
        chunks = [chunk async for chunk in server.speech.synthesize(SynthesisRequest(text=text))]
    assert len({chunk.sample_rate_hz for chunk in chunks}) == 1
    length_s = sum(len(chunk.samples) / chunk.sample_rate_hz for chunk in chunks)
    return length_s, [mark for chunk in chunks for mark in chunk.marks]


async def test_pauses_speed_and_marks_are_heard(tmp_path: Path) -> None:
    plain = "<speak><s>xin chào</s></speak>"
    rich = '<speak><prosody rate="2">xin <mark name="here"/>chào</prosody><break time="700ms"/></speak>'
    tones = TonePlugin()
    plain_s, _marks = await spoken(tmp_path / "1", plain, tones)
    rich_s, marks = await spoken(tmp_path / "2", rich, tones)
    assert [utterance.speed for utterance in tones.spoken] == [1.0, 2.0]
    assert rich_s == pytest.approx(plain_s / 2 + 0.7, abs=0.02)
    (here,) = (mark for mark in marks if mark.kind == "mark")
    assert here.text == "here"
    assert 0 < here.start_s <= rich_s


async def test_another_voice_takes_over_and_gives_back(tmp_path: Path) -> None:
    other = tone_voice("zoe", sample_rate_hz=22050)
    tones = TonePlugin(voices=[tone_voice(), other])
    document = '<speak>Một hai. <voice name="zoe">Ba bốn.</voice> Năm sáu.</speak>'
    length_s, _marks = await spoken(tmp_path / "1", document, tones)
    plain_s, _marks = await spoken(tmp_path / "2", "Một hai. Ba bốn. Năm sáu.", tones)
    assert tones.loads == ["tone", "zoe", "tone"]
    assert [utterance.text for utterance in tones.spoken] == ["Một hai.", "Ba bốn.", "Năm sáu."] * 2
    assert length_s == pytest.approx(plain_s, abs=0.01)


@pytest.mark.parametrize(
    ("document", "text", "sent"),
    [
        ("<speak><![CDATA[&amp; b]]></speak>", "&amp; b", "&amp; b"),
        ("<speak>a &#38; b</speak>", "&", "&#38;"),
        ("<speak>&#x0000000000001F600;</speak>", "\U0001f600", "&#x0000000000001F600;"),
    ],
)
def test_what_looks_like_a_reference_and_what_is_one_have_their_place(document: str, text: str, sent: str) -> None:
    (span,) = (passage.span for passage in passages(document) if passage.text == text)
    assert document[slice(*span)] == sent


@pytest.mark.parametrize("doctype", ["", '<!DOCTYPE speak PUBLIC "-//W3C//DTD SYNTHESIS 1.0//EN" "synthesis.dtd">'])
def test_an_entity_that_nobody_knows_is_refused_and_not_left_out(doctype: str) -> None:
    with pytest.raises(BadRequest, match=rf"entity.*line 1, column {len(doctype) + 9}"):
        read(f"{doctype}<speak>a&nbsp;b</speak>")


@pytest.mark.parametrize(
    ("end", "after_s"),
    [('<break time="1s"/><mark name="m"/>', 1.0), ('<mark name="m"/><break time="1s"/>', 0.0)],
)
async def test_a_mark_at_the_end_is_before_or_behind_the_pause_as_it_was_written(
    tmp_path: Path, end: str, after_s: float
) -> None:
    said_s, _marks = await spoken(tmp_path / "1", "<speak>Một hai.</speak>", TonePlugin())
    length_s, marks = await spoken(tmp_path / "2", f"<speak>Một hai.{end}</speak>", TonePlugin())
    (found,) = (mark for mark in marks if mark.kind == "mark")
    assert length_s == pytest.approx(said_s + 1, abs=0.01)
    assert found.start_s == pytest.approx(said_s + after_s, abs=0.01)


async def test_a_reading_is_in_the_language_of_the_voice_that_speaks(tmp_path: Path) -> None:
    tones = TonePlugin(voices=[tone_voice(language="en-GB")])
    async with open_server(tmp_path, {"tones": tones}, {"voices": {"preload": False}}, adapters=False) as server:
        spoken = await server.speech.read(SynthesisRequest(text="5/6/2024", language="en"))
        foreign = await server.speech.read(SynthesisRequest(text="5/6/2024", language="vi"))
        _ = [chunk async for chunk in server.speech.synthesize(SynthesisRequest(text="5/6/2024", language="en"))]
    assert [reading.language for reading in (*spoken, *foreign)] == ["en-GB", "vi"]
    assert [reading.text for reading in spoken] == [utterance.text for utterance in tones.spoken]
