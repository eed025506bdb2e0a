"""Written English as it is read."""

from vitts_server.text.en.english import English

__all__ = ["English"]
