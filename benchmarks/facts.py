"""Where and with what a run was made: processor, memory, versions, and the backend that computes our voices."""

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from vitts_server import Backend, __version__
from vitts_server.app import load_registry, load_settings
from vitts_server.voices.piper import PiperSettings, choose_backend

_FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd", "bf16")
_BFLOAT16 = {"avx512_bf16", "amx_bf16", "bf16"}
_PACKAGES = ("onnxruntime", "openvino", "tornado", "wyoming")


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it in words and numbers."""

    processor: str
    cores: int
    flags: tuple[str, ...]
    memory_gb: float
    system: str
    python: str
    versions: Mapping[str, str]
    backend: str

    @property
    def has_bfloat16(self) -> bool:
        """Whether our voices can be computed in bfloat16 here; the built-in backend never does that."""
        return self.backend != "onnxruntime" and not _BFLOAT16.isdisjoint(self.flags)


def gather(peers: Mapping[str, str]) -> Facts:
    """Looks around. `peers`: versions of the peers' packages. Blocking."""
    info = _cpuinfo()
    flags = set(info.get("flags", info.get("Features", "")).split())
    ours = {f"our {name}": version for name in _PACKAGES if (version := _version(name))}
    return Facts(
        processor=info.get("model name", platform.processor() or platform.machine()),
        cores=len(os.sched_getaffinity(0)),
        flags=tuple(flag for flag in _FLAGS if flag in flags),
        memory_gb=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        system=platform.platform(),
        python=platform.python_version(),
        versions={"vitts-server": __version__, **ours, **peers},
        backend=_backend(),
    )


def _cpuinfo() -> dict[str, str]:
    pairs = (line.partition(":") for line in Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _backend() -> str:
    registry = load_registry()
    config = load_settings(registry)
    backends = registry.collect("vitts_backends", Backend, lambda backend: backend.name, config=config)
    return choose_backend(config.section(PiperSettings).backend, backends).name
