"""`/metrics`: takes a moment on the event loop and renders it on a thread, for it reads files of the system."""

import asyncio

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from vitts_server import SpeechService
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.metrics.observed import Observed, moment_of


class MetricsHandler(Handler):
    """`/metrics`."""

    def initialize(self, speech: SpeechService, registry: CollectorRegistry, observed: Observed) -> None:
        """`observed` is in the `registry`."""
        self.speech = speech
        self.registry = registry
        self.observed = observed

    async def get(self) -> None:
        """Text, or OpenMetrics for those who ask for it."""
        self.observed.moment = moment_of(self.speech)
        encode, content_type = choose_encoder(self.request.headers.get("Accept", ""))
        rendered = await asyncio.to_thread(encode, self.registry)
        self.set_header("Content-Type", content_type)
        self.set_header("Cache-Control", "no-store")
        await self.finish(rendered)
