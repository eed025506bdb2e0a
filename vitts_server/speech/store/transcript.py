"""The file beside finished audio that says which word is heard when: `<id>.marks`. Blocking: used on threads."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from vitts_server.values import Transcript

SUFFIX = "marks"

_JSON = TypeAdapter(Transcript)


def to_bytes(transcript: Transcript) -> bytes:
    """What stands in the file."""
    return _JSON.dump_json(transcript)


def read(path: Path) -> Transcript | None:
    """What stands in the file; None if it is gone or damaged."""
    try:
        return _JSON.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
