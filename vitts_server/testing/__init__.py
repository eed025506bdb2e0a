"""The kit that plugin authors run, and we ourselves: a real server on free ports, and voices that do as told."""

from vitts_server.testing.server import address, open_server
from vitts_server.testing.tones import SECONDS_PER_CHARACTER, TonePlugin, tone_voice

__all__ = ["SECONDS_PER_CHARACTER", "TonePlugin", "address", "open_server", "tone_voice"]
