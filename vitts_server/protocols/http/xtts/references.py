"""Recordings that a client may name. None is ever opened: voices here do not imitate."""

from pathlib import Path

from vitts_server import BadRequest


def reference_name(given: str, folder: Path | None) -> str:
    """The name, without its ending, of a file in `folder`. Blocking. Raises `BadRequest`, the same for whatever else.

    Clients name files as they lie on the server, or below the folder.
    """
    if folder is None:
        raise BadRequest("speaker_wav is refused: the server has no folder of recordings.", field="speaker_wav")
    try:
        path = (folder / given).resolve()
        is_inside = path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError, RuntimeError):  # too long, a NUL, links in a circle
        is_inside = False
    if not is_inside:
        raise BadRequest("speaker_wav must name a file in the server's folder of recordings.", field="speaker_wav")
    return path.stem
