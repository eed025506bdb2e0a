"""eSpeak NG voices for vitts-server. The hooks are in `plugin`; nothing is imported here.

The worker process imports this package too, and must stay small and quick to start.
"""

__version__ = "0.1.0"
