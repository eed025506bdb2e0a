"""The command line. The only place that configures logging, handles signals and decides exit codes."""

from vitts_server.cli.application import main

__all__ = ["main"]
