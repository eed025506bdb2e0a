"""Bytes told apart."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server.cli.doctor.answers import Closed, Http, Junk, Wyoming, is_whole, read_answer

_HTTP = b'HTTP/1.1 503 Service Unavailable\r\nServer: x/1\r\nContent-Length: 8\r\n\r\n{"a": 1}'
_INFO = b'{"type": "info", "data": {"asr": []}, "data_length": 11}\n{"tts": []}'


def test_http_is_read_with_headers_and_body() -> None:
    answer = read_answer(_HTTP)
    assert isinstance(answer, Http)
    assert (answer.status, answer.headers["server"], answer.document) == (503, "x/1", {"a": 1})
    assert answer.in_words == "HTTP 503 Service Unavailable from x/1"


def test_a_wyoming_event_is_read_with_both_kinds_of_data() -> None:
    assert read_answer(_INFO) == Wyoming("info", {"asr": [], "tts": []})


def test_other_bytes_are_shown_as_they_are() -> None:
    answer = read_answer(b"SSH-2.0-OpenSSH_9\r\n")
    assert isinstance(answer, Junk)
    assert answer.in_words == r"'SSH-2.0-OpenSSH_9\r\n'"


def test_nothing_means_closed() -> None:
    assert read_answer(b"") == Closed()


@pytest.mark.parametrize("whole", [_HTTP, _INFO, b"220 mail ready\r\n"])
def test_an_answer_is_whole_at_its_last_byte_and_not_before(whole: bytes) -> None:
    assert is_whole(whole)
    assert not any(is_whole(whole[:length]) for length in range(len(whole)))


@given(
    st.binary(max_size=200)
    | st.binary(max_size=100).map(lambda rest: b"HTTP/1.1 " + rest)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["type", "data", "data_length", "x"]), inner),
    ).map(lambda document: json.dumps(document).encode() + b"\n{}")
)
def test_no_bytes_upset_it(data: bytes) -> None:
    answer = read_answer(data)
    assert isinstance(answer, Closed if not data else Http | Wyoming | Junk)
    assert isinstance(is_whole(data), bool)
    if isinstance(answer, Http):
        assert answer.in_words.startswith("HTTP ")
        assert isinstance(answer.document, dict)
