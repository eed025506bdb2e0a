"""Why a voice was not installed."""

from vitts_server import VittsError


class DownloadFailed(VittsError):
    """Nothing was installed; the message says what was wrong and, where one can do something, what."""
