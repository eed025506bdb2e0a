"""One name for a voice and its speaker."""

from hypothesis import given
from hypothesis import strategies as st

from vitts_server.naming import Speaks, names, speaks
from vitts_server.testing import tone_voice

VOICES = [tone_voice("mai"), tone_voice("duo", speakers=("ann", "b:ob")), tone_voice("duo:x", speakers=("ann",))]


def test_every_listed_name_means_the_voice_it_is_listed_for() -> None:
    listed = list(names(VOICES))
    assert [name for name, _ in listed] == ["mai", "duo", "duo:ann", "duo:b:ob", "duo:x", "duo:x:ann"]
    assert [speaks(name, VOICES).voice for name, _ in listed] == [voice.name for _, voice in listed]
    assert speaks("duo:b:ob", VOICES) == Speaks("duo", "b:ob")


def test_large_and_small_letters_are_alike() -> None:
    assert speaks("DUO:Ann", VOICES) == Speaks("duo", "Ann")


def test_an_alias_stands_for_a_voice_or_for_a_speaker() -> None:
    aliases = {"Nova": "duo:ann", "mai": "duo"}
    assert speaks("nova", VOICES, aliases) == Speaks("duo", "ann")
    assert speaks("MAI", VOICES, aliases) == Speaks("duo"), "an alias may hide a voice"


@given(st.text())
def test_any_other_name_is_left_for_the_core_to_refuse(name: str) -> None:
    meant = speaks(name, [tone_voice("mai")])
    assert meant == Speaks(name) or name.casefold().startswith("mai:")
