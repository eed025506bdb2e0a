"""OpenVINO for the Piper voices of vitts-server. The hooks are in `plugin`; nothing is imported here."""

__version__ = "0.1.0"
