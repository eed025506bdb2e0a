"""Imported once, by the process that commands are forked from: the program and its built-in plugins."""

from vitts_server.app import load_registry
from vitts_server.cli.application import application

application()
load_registry(())
