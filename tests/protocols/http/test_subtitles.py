"""Subtitles: lines that people can read, in three formats, of what the file really says."""

import re
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server import Mark, Transcript
from vitts_server.app import Server
from vitts_server.protocols.http.subtitle_lines import to_lines
from vitts_server.protocols.http.subtitles import to_json, to_srt, to_vtt
from vitts_server.testing import TonePlugin, address, open_server


def spoken(text: str, word_s: float = 0.4, pattern: str = r"\w+") -> Transcript:
    """Every word of the text, one after the other."""
    found = list(re.finditer(pattern, text))
    words = [
        Mark(kind="word", text=word[0], start_s=place * word_s, end_s=(place + 1) * word_s, span=word.span())
        for place, word in enumerate(found)
    ]
    return Transcript(text=text, words=tuple(words))


def texts(transcript: Transcript) -> list[str]:
    return [line.text for line in to_lines(transcript)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Xin chào các bạn.", ["Xin chào các bạn."]),
        ("Một. Hai! Ba? Bốn…", ["Một.", "Hai!", "Ba?", "Bốn…"]),
        ('Anh nói: "Đi thôi!" Rồi cười.', ["Anh nói:", '"Đi thôi!"', "Rồi cười."]),
        ("và/hoặc (tùy chọn), vô-tuyến", ["và/hoặc (tùy chọn), vô-tuyến"]),
        ("một hai ba bốn năm, sáu bảy tám chín mười", ["một hai ba bốn năm, sáu bảy tám chín mười"]),
        ("một hai ba bốn năm sáu, bảy tám chín mười", ["một hai ba bốn năm sáu,", "bảy tám chín mười"]),
        ("**đậm** và *nghiêng* và `mã`", ["đậm và nghiêng và mã"]),
        ("dòng\nmới\n\nđoạn   mới", ["dòng mới đoạn mới"]),
        ("", []),
    ],
)
def test_lines_break_at_punctuation_and_keep_it(text: str, lines: list[str]) -> None:
    assert texts(spoken(text)) == lines


def test_a_number_that_is_read_as_several_words_is_shown_as_it_was_written() -> None:
    span = (4, 6)
    words = [Mark(kind="word", text="còn", start_s=0, end_s=0.3, span=(0, 3))]
    words += [Mark(kind="word", text="25", start_s=0.3 + i, end_s=1.3 + i, span=span) for i in range(3)]
    (line,) = to_lines(Transcript(text="còn 25%.", words=tuple(words)))
    assert (line.text, line.start_s, line.end_s) == ("còn 25%.", 0, 3.3)


def test_what_was_not_spoken_is_not_shown() -> None:
    text = "Chào 😀 bạn <b>thân</b> [[x y]] mến"
    assert texts(spoken(text, pattern="Chào|bạn|thân|mến")) == ["Chào bạn thân mến"]


def test_a_word_without_a_place_is_shown_as_it_was_read() -> None:
    words = (Mark(kind="word", text="à", start_s=0, end_s=1), Mark(kind="word", text="ơi", start_s=1, end_s=2))
    assert texts(Transcript(text="?", words=words)) == ["à ơi"]


def test_a_script_without_spaces_has_short_lines_too() -> None:
    lines = texts(spoken("你" * 300, pattern="你"))
    assert "".join(lines) == "你" * 300
    assert max(len(line) for line in lines) == 42


def test_a_silence_begins_a_new_line() -> None:
    words = (Mark(kind="word", text="à", start_s=0, end_s=1), Mark(kind="word", text="ơi", start_s=2.5, end_s=3))
    assert texts(Transcript(text="à ơi", words=words)) == ["à", "ơi"]


@given(st.text(st.sampled_from("aăâ bờ ,.!?…\"'()\n-*<>&"), max_size=400), st.floats(0.05, 3))
def test_lines_are_short_in_order_and_lose_no_letter(text: str, word_s: float) -> None:
    transcript = spoken(text, word_s, pattern=r"[^\W_]+")
    lines = to_lines(transcript)
    assert re.findall(r"\w", "".join(line.text for line in lines)) == re.findall(
        r"\w", "".join(word.text for word in transcript.words)
    )
    for line in lines:
        words = re.split(r"[^\w]+", line.text.strip(" ,.!?…\"'()-&"))
        assert line.start_s < line.end_s
        assert len(words) == 1 or " " not in line.text or len(re.findall(r"\w", line.text)) <= 42
        assert "<" not in line.text
    starts = [line.start_s for line in lines]
    assert starts == sorted(starts)


@given(st.lists(st.tuples(st.integers(-2, 30), st.integers(-2, 30)), max_size=20), st.text(max_size=25))
def test_spans_of_any_kind_do_no_harm(spans: list[tuple[int, int]], text: str) -> None:
    words = tuple(
        Mark(kind="word", text="x", start_s=place, end_s=place + 1, span=span) for place, span in enumerate(spans)
    )
    transcript = Transcript(text=text, words=words)
    assert to_vtt(transcript).startswith("WEBVTT\n")
    assert to_srt(transcript).count(" --> ") == len(to_lines(transcript))
    assert to_json(transcript)


def test_subrip_and_webvtt_as_players_read_them() -> None:
    transcript = spoken("Một & hai. Ba.", word_s=1800.0005)
    assert to_srt(transcript) == (
        "1\n00:00:00,000 --> 00:30:00,000\nMột\n\n"
        "2\n00:30:00,000 --> 01:00:00,001\nhai.\n\n"
        "3\n01:00:00,001 --> 01:30:00,002\nBa.\n"
    )
    assert to_vtt(spoken("a&b", word_s=1.5)) == "WEBVTT\n\n00:00:00.000 --> 00:00:03.000\na&amp;b\n"


async def test_a_link_to_subtitles_comes_with_the_link_to_the_file(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    for ending, media_type in (
        ("srt", "application/x-subrip; charset=UTF-8"),
        ("vtt", "text/vtt; charset=UTF-8"),
        ("json", "application/json; charset=UTF-8"),
    ):
        answer = await http.get("/tts", params={"text": "Xin chào", "subtitles": ending})
        made = answer.json()
        assert made["subtitles_url"] == made["audio_url"].replace(".wav", f".{ending}")
        found = await http.get(made["subtitles_url"])
        assert (found.status_code, found.headers["Content-Type"]) == (200, media_type)
        assert "Xin chào" in found.text
        assert "X-Warning" not in answer.headers


async def test_a_voice_that_does_not_tell_its_words_has_empty_subtitles_and_says_so(tmp_path: Path) -> None:
    async with (
        open_server(tmp_path, {"tones": TonePlugin(says_words=False)}) as server,
        httpx.AsyncClient(base_url=address(server, "http"), timeout=60, trust_env=False) as http,
    ):
        answer = await http.get("/tts", params={"text": "Xin chào", "subtitles": "vtt"})
        assert "no subtitles" in answer.headers["X-Warning"]
        assert (await http.get(answer.json()["subtitles_url"])).text == "WEBVTT\n"


async def test_subtitles_in_an_unknown_format_are_400(http: httpx.AsyncClient) -> None:
    answer = await http.get("/tts", params={"text": "a", "subtitles": "sub"})
    assert answer.status_code == 400
    assert "'srt', 'vtt' or 'json'" in answer.json()["error"]


async def test_without_a_file_there_are_no_subtitles(http: httpx.AsyncClient) -> None:
    assert (await http.get("/audio/unknown.srt")).status_code == 404


async def test_a_deleted_file_takes_its_subtitles_along(http: httpx.AsyncClient, server: Server) -> None:
    made = (await http.get("/tts", params={"text": "a", "subtitles": "srt"})).json()
    assert (await http.head(made["subtitles_url"])).status_code == 200
    assert await server.speech.store.delete(made["hash"])
    assert (await http.head(made["subtitles_url"])).status_code == 404


async def test_a_real_voice_has_subtitles_of_its_own_words_and_times(
    tmp_path: Path, voices_dir: Path, cache_dir: Path
) -> None:
    text = "Xin chào các bạn. Hôm nay trời đẹp, phải không?"
    settings: dict[str, dict[str, object]] = {"voices": {"dir": str(voices_dir)}, "server": {"cache-dir": cache_dir}}
    async with (
        open_server(tmp_path, {}, settings) as server,
        httpx.AsyncClient(base_url=address(server, "http"), timeout=60, trust_env=False) as http,
    ):
        answer = await http.get("/tts", params={"text": text, "language": "vi", "format": "opus", "subtitles": "json"})
        assert "X-Warning" not in answer.headers
        subtitles = (await http.get(answer.json()["subtitles_url"])).json()
        stored = await server.speech.store.find(answer.json()["hash"])
    assert stored is not None
    assert [line["text"] for line in subtitles["lines"]] == ["Xin chào các bạn.", "Hôm nay trời đẹp, phải không?"]
    assert [text[slice(*word["span"])].strip(".,?") for word in subtitles["words"]] == re.findall(r"\w+", text)
    times = [time for line in subtitles["lines"] for time in (line["start_s"], line["end_s"])]
    assert times == sorted(times)
    assert stored.duration_s / 2 < times[-1] <= stored.duration_s
