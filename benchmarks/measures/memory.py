"""The most memory that a server has held after a long sentence and eight clients at once."""

from benchmarks.measures.crowd import fitting_sentences
from benchmarks.measures.single import LONG_WORDS
from benchmarks.processes import peak_memory_mb
from benchmarks.stage import Stage, together

_CLIENTS = 8
_PARAGRAPH_S = 1.0


async def memory(stage: Stage) -> None:
    """Every server anew, with the same texts."""
    async with stage.servers(stage.recipes()) as systems:
        sentences = await fitting_sentences(stage, systems[0].main_door, _PARAGRAPH_S)
        texts = [stage.texts.paragraph(sentences) for _ in range(_CLIENTS)]
        long = stage.texts.words(LONG_WORDS)
        for system in systems:
            await system.main_door.speak(long)
            await together(system.main_door, texts)
            stage.note("memory", "peak_mb", f"{_CLIENTS} clients", system.name, peak_memory_mb(system.process.pid))
