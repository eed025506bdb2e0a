"""A plugin that keeps what it is told of finished speech."""

from vitts_server import SpeechReport, hookimpl


class Listener:
    """For tests of what plugins hear."""

    def __init__(self) -> None:
        self.reports: list[SpeechReport] = []

    @hookimpl
    def vitts_spoken(self, report: SpeechReport) -> None:
        self.reports.append(report)
