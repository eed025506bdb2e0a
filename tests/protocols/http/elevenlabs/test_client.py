"""ElevenLabs' own Python client, unchanged, against a real server."""

import base64
from collections.abc import AsyncIterator

import httpx
import pytest
from elevenlabs import VoiceSettings
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core.api_error import ApiError

from tests.protocols.http.conftest import LIMIT_S, Gate
from vitts_server.app import Server
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin, address

TEXT = "Xin chào, các bạn."
PCM_BYTES = round(len(TEXT) * SECONDS_PER_CHARACTER * 16000) * 2


@pytest.fixture
async def client(server: Server) -> AsyncIterator[AsyncElevenLabs]:
    async with httpx.AsyncClient(trust_env=False, timeout=LIMIT_S) as transport:
        yield AsyncElevenLabs(api_key="any", base_url=address(server, "http"), httpx_client=transport)


async def test_speech_arrives_whole(client: AsyncElevenLabs) -> None:
    parts = client.text_to_speech.convert("mai", text=TEXT, output_format="pcm_16000", model_id="eleven_v3", seed=1)
    assert len(b"".join([part async for part in parts])) == PCM_BYTES


@pytest.mark.parametrize(
    ("output_format", "begins"), [(None, b"\xff"), ("opus_48000_64", b"OggS"), ("wav_8000", b"RIFF")]
)
async def test_speech_has_the_format_asked_for(
    client: AsyncElevenLabs, output_format: str | None, begins: bytes
) -> None:
    parts = client.text_to_speech.convert("mai", text=TEXT, output_format=output_format)
    assert b"".join([part async for part in parts]).startswith(begins)


async def test_speech_is_streamed_while_it_is_made(client: AsyncElevenLabs, gate: Gate) -> None:
    gate.close(passes=3)
    parts = client.text_to_speech.stream("mai", text=TEXT, output_format="pcm_16000")
    first = await anext(parts)
    gate.open()
    rest = b"".join([part async for part in parts])
    assert 0 < len(first) < PCM_BYTES
    assert len(first) + len(rest) == PCM_BYTES


async def test_speed_and_speaker_are_honoured(client: AsyncElevenLabs, tones: TonePlugin) -> None:
    settings = VoiceSettings(stability=0.5, similarity_boost=0.7, speed=2)
    parts = client.text_to_speech.convert("duo:bob", text=TEXT, output_format="pcm_22050", voice_settings=settings)
    assert abs(len(b"".join([part async for part in parts])) / 44100 * 2 - PCM_BYTES / 32000) < 0.001
    assert (tones.spoken[-1].speaker, tones.spoken[-1].speed) == (1, 2)


async def test_characters_are_timed_in_one_answer(client: AsyncElevenLabs) -> None:
    answer = await client.text_to_speech.convert_with_timestamps("mai", text=TEXT, output_format="pcm_16000")
    assert len(base64.b64decode(answer.audio_base_64)) == PCM_BYTES
    alignment = answer.alignment
    assert alignment is not None
    assert "".join(alignment.characters) == TEXT
    expected = [round(place * SECONDS_PER_CHARACTER, 4) for place in range(len(TEXT))]
    assert alignment.character_start_times_seconds == pytest.approx(expected)
    assert alignment.character_end_times_seconds[-1] == pytest.approx(len(TEXT) * SECONDS_PER_CHARACTER)
    assert answer.normalized_alignment is None


async def test_characters_are_timed_part_by_part(client: AsyncElevenLabs) -> None:
    parts = [
        part async for part in client.text_to_speech.stream_with_timestamps("mai", text=TEXT, output_format="pcm_16000")
    ]
    assert len(parts) > 2
    assert sum(len(base64.b64decode(part.audio_base_64)) for part in parts) == PCM_BYTES
    alignments = [part.alignment for part in parts if part.alignment is not None]
    assert "".join(character for alignment in alignments for character in alignment.characters) == TEXT
    starts = [start for alignment in alignments for start in alignment.character_start_times_seconds]
    assert starts == sorted(starts)


async def test_voices_and_models_are_listed(client: AsyncElevenLabs) -> None:
    listed = (await client.voices.get_all()).voices
    assert [voice.voice_id for voice in listed] == ["mai", "duo", "duo:ann", "duo:bob"]
    assert listed[0].labels == {"language": "vi-VN", "quality": "high"}
    assert (await client.voices.get("duo:bob")).name == "duo:bob"
    page = await client.voices.search(search="en-us")
    assert ([voice.voice_id for voice in page.voices], page.has_more) == (["duo", "duo:ann", "duo:bob"], False)
    (model, *_) = [model for model in await client.models.list() if model.can_do_text_to_speech]
    assert [language.language_id for language in model.languages or []] == ["vi", "en"]


async def test_any_key_is_a_good_one(client: AsyncElevenLabs) -> None:
    assert (await client.user.get()).subscription.tier == "local"
    assert (await client.user.subscription.get()).character_count == 0


async def test_errors_are_those_of_the_client(client: AsyncElevenLabs) -> None:
    with pytest.raises(ApiError) as unknown:
        _ = [part async for part in client.text_to_speech.convert("nobody", text=TEXT, output_format="pcm_16000")]
    assert (unknown.value.status_code, unknown.value.body["detail"]["status"]) == (404, "voice_not_found")
    assert "mai, duo" in unknown.value.body["detail"]["message"]
    with pytest.raises(ApiError) as telephone:
        _ = [part async for part in client.text_to_speech.stream("mai", text=TEXT, output_format="ulaw_8000")]
    assert telephone.value.status_code == 400
    assert "pcm_16000" in telephone.value.body["detail"]["message"]
