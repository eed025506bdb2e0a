"""`vitts-server voices`: what is installed, what could be, and how to get, try and remove it."""

from vitts_server.cli.voices.group import voices_group

__all__ = ["voices_group"]
