"""How processes that help are started: not as copies of this one, for JAX has threads that a copy would wait for."""

from multiprocessing import get_context

WORKERS = get_context("forkserver")
