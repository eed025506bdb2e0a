"""The voices as assistants see them."""

from wyoming.info import Info

from vitts_server import Attribution, VoiceInfo, __version__
from vitts_server.protocols.wyoming.info import info_event

PLAIN = VoiceInfo(name="plain", engine="e", languages=("vi-VN", "vi"), sample_rate_hz=16_000)
RICH = VoiceInfo(
    name="rich",
    engine="e",
    languages=("zh-Hant-TW",),
    sample_rate_hz=22_050,
    description="Rich (high)",
    version="abc",
    speakers=("anna", "0"),
    attribution=Attribution(name="Someone", url="https://example.org"),
)


def test_one_program_holds_all_voices_and_can_stream() -> None:
    [program] = Info.from_event(info_event([PLAIN, RICH])).tts
    assert (program.name, program.version, program.installed) == ("vitts-server", __version__, True)
    assert program.supports_synthesize_streaming
    assert [voice.name for voice in program.voices] == ["plain", "rich"]


def test_a_voice_shows_all_that_is_known_of_it() -> None:
    [voice] = info_event([RICH]).data["tts"][0]["voices"]
    assert voice == {
        "name": "rich",
        "attribution": {"name": "Someone", "url": "https://example.org"},
        "installed": True,
        "description": "Rich (high)",
        "version": "abc",
        "languages": ["zh_Hant_TW"],
        "speakers": [{"name": "anna"}, {"name": "0"}],
    }


def test_what_is_not_known_is_null_and_the_keys_are_there() -> None:
    [voice] = info_event([PLAIN]).data["tts"][0]["voices"]
    assert voice == {
        "name": "plain",
        "attribution": {"name": "", "url": ""},
        "installed": True,
        "description": None,
        "version": None,
        "languages": ["vi_VN", "vi"],
        "speakers": None,
    }


def test_nothing_but_speech_is_offered() -> None:
    data = info_event([PLAIN]).data
    assert [domain for domain, programs in data.items() if programs] == ["tts"]


def test_a_server_without_voices_offers_no_installed_program() -> None:
    [program] = Info.from_event(info_event([])).tts
    assert not program.installed
    assert program.voices == []
