"""Voices in Piper's format (VITS in ONNX): found on disk, cut, and spoken piece by piece. A built-in plugin."""

from vitts_server.voices.piper.engine import PiperEngine, choose_backend
from vitts_server.voices.piper.plugin import PiperPlugin
from vitts_server.voices.piper.settings import PiperSettings

__all__ = ["PiperEngine", "PiperPlugin", "PiperSettings", "choose_backend"]
