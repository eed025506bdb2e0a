"""Finished audio, kept by its content."""

from vitts_server.speech.store.store import Store

__all__ = ["Store"]
