"""Many clients at once: how long they wait for their first audio, and how much audio is made in a second."""

import statistics
import time
from collections.abc import Sequence

from benchmarks.clients import Door
from benchmarks.stage import Stage, doors_of, rotated, together

_PARAGRAPH_S = 3.0
_MOST_SENTENCES, _LEAST_SENTENCES = 8, 2


async def crowd(stage: Stage) -> None:
    """Crowds of every size at every door of the plan; those that would take too long are left out."""
    kinds = stage.plan.crowd_kinds
    recipes = [recipe for recipe in stage.recipes() if any(door.kind in kinds for door in recipe.doors)]
    async with stage.servers(recipes) as systems:
        doors = [(name, door) for name, door in doors_of(systems) if door.kind in kinds]
        sentences = await fitting_sentences(stage, systems[0].main_door, _PARAGRAPH_S)
        sizes = list(stage.plan.crowd_sizes)
        for number in stage.plan.crowd.spend():
            client_s = 0.0
            for size in list(sizes):
                if client_s * size > stage.plan.crowd_most_s:
                    stage.ledger.remarks.append(f"{stage.voice.name}: {size} clients at once would take too long")
                    sizes.remove(size)
                else:
                    client_s = await _at_every_door(stage, rotated(doors, number), size, sentences) / size


async def fitting_sentences(stage: Stage, door: Door, paragraph_s: float) -> int:
    """Sentences that one client of this server hears whole in about `paragraph_s`: slow voices speak shorter texts."""
    probe = await door.speak(stage.texts.paragraph(_LEAST_SENTENCES))
    fitting = round(paragraph_s / (probe.total_s / _LEAST_SENTENCES))
    return min(_MOST_SENTENCES, max(_LEAST_SENTENCES, fitting))


async def _at_every_door(stage: Stage, doors: Sequence[tuple[str, Door]], size: int, sentences: int) -> float:
    """The same texts at each; seconds that the slowest took."""
    texts = [stage.texts.paragraph(sentences) for _ in range(size)]
    took_s = [await crowd_at(stage, "crowd", name, door, texts) for name, door in doors]
    return max(took_s)


async def crowd_at(stage: Stage, measure: str, name: str, door: Door, texts: list[str]) -> float:
    """One crowd at one door, written down; seconds until the last one had all."""
    began_s = time.perf_counter()
    answers = await together(door, texts)
    took_s = time.perf_counter() - began_s
    first_ms = [1000 * answer.first_audio_s for answer in answers]
    case = "1 client" if len(texts) == 1 else f"{len(texts)} clients"
    stage.note(measure, "first_audio_median_ms", case, name, statistics.median(first_ms))
    stage.note(measure, "first_audio_worst_ms", case, name, max(first_ms))
    stage.note(measure, "audio_s_per_s", case, name, sum(answer.audio_s for answer in answers) / took_s)
    return took_s
