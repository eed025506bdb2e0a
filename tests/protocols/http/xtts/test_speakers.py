"""Who speaks: names of clients, aliases, languages, recordings."""

from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.http.conftest import LIMIT_S
from tests.protocols.http.xtts.conftest import TEXT, Synthesize
from vitts_server.naming import Speaks
from vitts_server.protocols.http.xtts.speakers import find_speaker, listed
from vitts_server.testing import TonePlugin, address, open_server, tone_voice

VOICES = [tone_voice("mai"), tone_voice("Duo", language="en-US", speakers=("ann", "bob"))]
URL = "/api/tts/synthesize"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["mai"], Speaks("mai")),
        (["MAI"], Speaks("mai")),
        (["duo"], Speaks("Duo")),
        (["duo:bob"], Speaks("Duo", "bob")),
        (["duo:1"], Speaks("Duo", "1")),
        (["Bob"], Speaks("Duo", "bob")),
        (["tutor"], Speaks("Duo", "ann")),
        (["Reader"], Speaks("mai")),
        (["nobody", "mai"], Speaks("mai")),
        (["broken", "mai"], Speaks("mai")),
        (["duo:eve"], None),
        (["duo:2"], None),
        (["duo:" + "9" * 5000], None),
        (["mai:1"], None),
        (["mai:0"], Speaks("mai", "0")),
        (["broken"], None),
        (["default"], None),
        ([""], None),
        ([], None),
    ],
)
def test_who_a_name_stands_for(wanted: Sequence[str], found: Speaks | None) -> None:
    aliases = {"tutor": "Duo:ann", "reader": "MAI", "broken": "gone"}
    assert find_speaker(wanted, VOICES, aliases) == found


def test_the_list_has_every_name_once_and_aliases_that_work() -> None:
    aliases = {"tutor": "Duo:ann", "broken": "gone", "mai": "Duo"}
    assert [(name, who) for name, who, _ in listed(VOICES, aliases)] == [
        ("mai", Speaks("Duo")),
        ("Duo", Speaks("Duo")),
        ("Duo:ann", Speaks("Duo", "ann")),
        ("Duo:bob", Speaks("Duo", "bob")),
        ("tutor", Speaks("Duo", "ann")),
    ]


@given(st.lists(st.text(), max_size=3), st.dictionaries(st.text(), st.text(), max_size=3))
def test_any_name_is_somebody_who_is_installed_or_nobody(wanted: list[str], aliases: dict[str, str]) -> None:
    found = find_speaker(wanted, VOICES, aliases)
    assert found is None or found.voice in ("mai", "Duo")


@pytest.mark.parametrize("field", ["speaker", "voice"])
async def test_a_speaker_has_two_fields(synthesize: Synthesize, field: str) -> None:
    answer = await synthesize(**{field: "bob"})
    assert answer.headers["X-Voice"] == "duo:bob"
    assert "X-Warning" not in answer.headers


async def test_voice_and_speaker_together_are_both_heeded(synthesize: Synthesize) -> None:
    assert (await synthesize(voice="duo", speaker="bob")).headers["X-Voice"] == "duo:bob"
    assert (await synthesize(voice="duo", speaker=1)).headers["X-Voice"] == "duo:bob"
    assert (await synthesize(voice="mai", speaker="nobody")).headers["X-Voice"] == "mai"


async def test_a_named_speaker_speaks_whatever_the_language(synthesize: Synthesize) -> None:
    answer = await synthesize(speaker="mai", language="en")
    assert answer.headers["X-Voice"] == "mai"
    assert "X-Warning" not in answer.headers


@pytest.mark.parametrize(
    ("name", "voice"),
    [("default", "duo:ann"), ("tutor_female", "duo:ann"), ("Tutor_Male", "duo:bob"), ("Daisy Studious", "duo:bob")],
)
async def test_names_that_programs_have_built_in_are_spread_over_who_speaks_the_language(
    synthesize: Synthesize, name: str, voice: str
) -> None:
    answer = await synthesize(speaker=name)
    assert (answer.headers["X-Voice"], answer.headers.get("X-Warning")) == (voice, None)
    assert (await synthesize(speaker=name, language="vi")).headers["X-Voice"] == "mai"


@pytest.mark.parametrize("name", ["nobody", "Ngọc", "x" * 5000])
@pytest.mark.parametrize("field", ["speaker", "voice"])
async def test_unknown_names_are_answered_with_the_default_voice_and_a_warning(
    synthesize: Synthesize, field: str, name: str
) -> None:
    answer = await synthesize(**{field: name})
    assert answer.status_code == 200
    assert answer.headers["X-Warning"].startswith("there is no speaker ")
    assert answer.headers["X-Warning"].endswith("; duo speaks")
    assert len(answer.headers["X-Warning"]) < 1000


async def test_without_a_name_there_is_no_warning(synthesize: Synthesize) -> None:
    for fields in ({}, {"speaker": ""}, {"voice": None}):
        assert "X-Warning" not in (await synthesize(**fields)).headers


@pytest.mark.parametrize(
    ("language", "voice"), [("en", "duo:ann"), ("en_US", "duo:ann"), ("vi", "mai"), ("vi-VN", "mai")]
)
async def test_the_language_chooses_who_speaks(synthesize: Synthesize, language: str, voice: str) -> None:
    answer = await synthesize(language=language)
    assert answer.headers["X-Voice"] == voice
    assert "X-Warning" not in answer.headers


async def test_a_language_that_no_voice_has_falls_back_with_a_warning(synthesize: Synthesize) -> None:
    answer = await synthesize(language="ja", speaker="tutor_male", return_audio=False)
    assert answer.headers["X-Voice"] == "mai"
    assert answer.headers.get_list("X-Warning") == ["no voice speaks 'ja'; mai does"]
    assert answer.json()["file_metadata"]["language"] == "ja"


async def test_aliases_are_a_setting(tones: TonePlugin, tmp_path: Path) -> None:
    xtts = {"xtts": {"speakers": {"tutor_female": "mai", "tutor_male": "duo:bob", "broken": "gone"}}}
    async with (
        open_server(tmp_path, {"tones": tones}, xtts) as server,
        httpx.AsyncClient(base_url=address(server, "http"), timeout=LIMIT_S, trust_env=False) as http,
    ):
        for name, voice in (("tutor_female", "mai"), ("TUTOR_MALE", "duo:bob")):
            answer = await http.post(URL, json={"text": TEXT, "speaker": name})
            assert (answer.headers["X-Voice"], answer.headers.get("X-Warning")) == (voice, None)
        assert "X-Warning" in (await http.post(URL, json={"text": TEXT, "speaker": "broken"})).headers
        speakers = (await http.get("/api/tts/speakers")).json()["speakers"]
    assert speakers == ["mai", "duo", "duo:ann", "duo:bob", "tutor_female", "tutor_male"]


REFUSED = "speaker_wav must name a file in the server's folder of recordings."


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    folder = tmp_path / "recordings"
    (folder / "more").mkdir(parents=True)
    (tmp_path / "secret.wav").write_bytes(b"secret")
    (tmp_path / "recordings-too").mkdir()
    (tmp_path / "recordings-too" / "a.wav").write_bytes(b"")
    for name in ("mai2.wav", "bob.wav", "more/deep.wav"):
        (folder / name).write_bytes(b"never read")
    (folder / "out.wav").symlink_to(tmp_path / "secret.wav")
    (folder / "loop.wav").symlink_to(folder / "loop.wav")
    return folder


async def test_without_a_folder_every_recording_is_refused(synthesize: Synthesize, recordings: Path) -> None:
    for name in ("bob.wav", str(recordings / "bob.wav"), "/etc/passwd"):
        answer = await synthesize(speaker_wav=name)
        assert answer.status_code == 400
        assert answer.json() == {"detail": "speaker_wav is refused: the server has no folder of recordings."}


async def test_a_recording_is_named_within_its_folder_alone(
    tones: TonePlugin, tmp_path: Path, recordings: Path
) -> None:
    xtts = {"xtts": {"reference-dir": recordings, "speakers": {"mai2": "mai"}}}
    refused = [
        "../secret.wav",
        "more/../../secret.wav",
        str(tmp_path / "secret.wav"),
        str(tmp_path / "recordings-too" / "a.wav"),
        "out.wav",
        "loop.wav",
        "none.wav",
        "more",
        ".",
        "..",
        "/etc/passwd",
        "bob.wav\0",
        "b" * 5000,
        "~/secret.wav",
        "file:///etc/passwd",
    ]
    async with (
        open_server(tmp_path / "server", {"tones": tones}, xtts) as server,
        httpx.AsyncClient(base_url=address(server, "http"), timeout=LIMIT_S, trust_env=False) as http,
    ):

        async def post(name: str, **fields: str) -> httpx.Response:
            return await http.post(URL, json={"text": TEXT, "speaker_wav": name, **fields})

        for name in refused:
            answer = await post(name)
            assert (answer.status_code, answer.json()) == (400, {"detail": REFUSED}), name
        for name, voice in (
            ("mai2.wav", "mai"),
            (str(recordings / "mai2.wav"), "mai"),
            ("bob.wav", "duo:bob"),
            ("more/deep.wav", "duo:ann"),
        ):
            answer = await post(name)
            assert (answer.status_code, answer.headers["X-Voice"]) == (200, voice)
            assert (
                answer.headers["X-Warning"]
                == "recordings are not imitated; speaker_wav only chooses among xtts.speakers"
            )
        assert (await post("mai2.wav", speaker="bob")).headers["X-Voice"] == "duo:bob"
