"""The catalogue's list: what is read, what is refused, and what comes along."""

import json
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.voices.catalogue.conftest import KEY, MakeCatalogue
from tests.voices.catalogue.hosting import Fault, Host
from vitts_server.voices.catalogue import Catalogue, DownloadFailed
from vitts_server.voices.catalogue.entries import BadIndex, parse_index
from vitts_server.voices.catalogue.listed import list_path
from vitts_server.voices.catalogue.settings import PIPER_REVISION, PIPER_URL

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def listed(**changes: Any) -> bytes:
    entry = {"key": "vi_VN-a-low", "language": {"code": "vi_VN"}, "files": {"vi/a.onnx": {}}, **changes}
    return json.dumps({"vi_VN-a-low": entry}).encode()


@given(JSON.map(json.dumps).map(str.encode) | st.binary())
def test_whatever_comes_is_a_list_or_is_refused(data: bytes) -> None:
    try:
        index = parse_index(data, "a test")
    except BadIndex:
        return
    assert all(voice.key for voice in index.voices)


@given(JSON)
def test_an_entry_that_can_not_be_used_takes_no_other_with_it(entry: Any) -> None:
    document = json.loads(listed())
    document["other"] = entry
    assert "vi_VN-a-low" in [voice.key for voice in parse_index(json.dumps(document).encode(), "a test").voices]


@pytest.mark.parametrize("path", ["../a.onnx", "/etc/a.onnx", "vi/../../a.onnx", "vi//a.onnx", "a\\b.onnx", "./a.onnx"])
def test_a_path_that_leads_out_of_the_catalogue_is_refused(path: str) -> None:
    with pytest.raises(BadIndex):
        parse_index(listed(files={path: {}}), "a test")


@pytest.mark.parametrize("key", ["../a", ".a", "a/b", "", "a b"])
def test_a_name_that_is_no_file_name_is_refused(key: str) -> None:
    with pytest.raises(BadIndex):
        parse_index(listed(key=key), "a test")


@pytest.mark.parametrize(
    ("facts", "is_known"),
    [
        ({"size_bytes": 1, "md5_digest": "0" * 32}, True),
        ({"size_bytes": 1, "sha256_digest": "0" * 64}, True),
        ({"size_bytes": 1}, False),
        ({"md5_digest": "0" * 32}, False),
        ({}, False),
    ],
)
def test_a_voice_is_known_when_its_files_can_be_checked(facts: dict[str, Any], is_known: bool) -> None:
    (voice,) = parse_index(listed(files={"a.onnx": facts, "a.onnx.json": facts}), "a test").voices
    assert voice.is_known is is_known


@pytest.mark.parametrize("name", ["VI_vn-A-low", "older-name"])
def test_a_voice_is_found_by_its_name_in_any_case_and_by_names_it_had(name: str) -> None:
    found = parse_index(listed(aliases=["older-name"]), "a test").find(name)
    assert found is not None
    assert found.key == "vi_VN-a-low"


def test_the_list_that_comes_along_is_whole_and_says_its_age(make_catalogue: MakeCatalogue, host: Host) -> None:
    index = make_catalogue(url=PIPER_URL, revision=PIPER_REVISION).index()
    voice = index.find("vi_VN-vais1000-medium")
    assert voice is not None
    assert voice.is_known
    assert {voice.language.tag for voice in index.speaking("vi")} == {"vi-VN"}
    assert all(voice.model and voice.config and voice.card for voice in index.voices)
    assert all(voice.key == f"{voice.language.code}-{voice.name}-{voice.quality}" for voice in index.voices)
    assert "shipped with this version" in index.origin
    assert host.asked == []


async def test_another_catalogue_has_no_list_until_it_is_fetched(host: Host, catalogue: Catalogue) -> None:
    assert list(catalogue.index().voices) == []
    assert "voices update" in catalogue.index().origin
    assert [voice.key for voice in (await catalogue.update()).voices] == [KEY]
    path = list_path(catalogue.settings, catalogue.folder.parent / "catalogue")
    then = path.stat().st_mtime - 3 * 86_400
    os.utime(path, (then, then))
    assert "fetched 3 days ago" in catalogue.index().origin


async def test_a_bad_list_does_not_replace_a_good_one(host: Host, catalogue: Catalogue) -> None:
    await catalogue.update()
    host.faults[Host.path("voices.json")] = [Fault(content=b"<html>sign in</html>")]
    with pytest.raises(DownloadFailed, match="no list of voices"):
        await catalogue.update()
    assert [voice.key for voice in catalogue.index().voices] == [KEY]


async def test_a_damaged_list_on_the_disk_is_as_good_as_none(catalogue: Catalogue) -> None:
    await catalogue.update()
    path = list_path(catalogue.settings, catalogue.folder.parent / "catalogue")
    path.write_bytes(b"{")
    assert list(catalogue.index().voices) == []
    assert [voice.key for voice in (await catalogue.update()).voices] == [KEY]
