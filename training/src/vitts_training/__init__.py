"""Trains a small voice in Piper's format from recordings of one speaker. `vitts-train` is the command."""

__version__ = "0.1.0"
