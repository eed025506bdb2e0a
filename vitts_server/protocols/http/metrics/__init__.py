"""`/metrics`: what the server does, in numbers for Prometheus. A plugin of the HTTP door with a state of its own."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector

from vitts_server import Config, SpeechReport, SpeechService, hookimpl
from vitts_server.protocols.http.metrics.counted import Counted
from vitts_server.protocols.http.metrics.handler import MetricsHandler
from vitts_server.protocols.http.metrics.observed import Observed
from vitts_server.protocols.http.routes import Answer, Operation, Route

__all__ = ["MetricsPlugin"]


class MetricsPlugin:
    """The numbers of one server: two servers in one process do not share any."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counted = Counted(self.registry)

    @hookimpl
    def vitts_spoken(self, report: SpeechReport) -> None:
        """Another request is over."""
        self._counted.add(report)

    @hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
    def vitts_http_routes(self, config: Config, speech: SpeechService) -> Sequence[Route]:
        """One path."""
        observed = Observed()
        self.registry.register(observed)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        numbers = Answer(description="All metrics, as text or in OpenMetrics.", media_type="text/plain")
        return [
            Route(
                pattern="/metrics",
                handler=MetricsHandler,
                kwargs={"speech": speech, "registry": self.registry, "observed": observed},
                name="metrics",
                description="Numbers for Prometheus.",
                path="/metrics",
                operations={"get": Operation(summary="Metrics for Prometheus", answers=[numbers])},
            )
        ]
