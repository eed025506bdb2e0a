"""The vocoder's head: what it learns from in JAX is what is heard in ONNX, and it begins by changing nothing."""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import onnxruntime
import pytest

from vitts_training import critics, vocoder
from vitts_training.corpus import BadCorpus
from vitts_training.critics import EARS, listen
from vitts_training.envelope import BANDS, BINS, CEPSTRA, HOP_SAMPLES, RATE_HZ
from vitts_training.export import PLAIN, voice_graph
from vitts_training.head import INPUTS, Head, TaughtHead
from vitts_training.lessons import Scales
from vitts_training.nets import Nets, Size
from vitts_training.onnx_graph import FLOAT, Graph
from vitts_training.pipeline import Plan, Taught
from vitts_training.polish import polish
from vitts_training.resynthesis import Filter, samples, spectra, voice_source
from vitts_training.symbols import symbol_ids

FRAMES = 30
RANDOM = np.random.default_rng(1)
ONES = np.ones(CEPSTRA, np.float32)
SCALE = Scales(np.array([5.2, 0.3], np.float32), 0 * ONES, ONES)
LENDERS = Scales(np.array([5.1, 0.2], np.float32), -0.5 * ONES, 2 * ONES)


def for_jax(rows: np.ndarray) -> jax.Array:
    return jnp.asarray(rows.T[None], jnp.float32)


def test_what_it_learns_from_is_what_is_heard() -> None:
    cepstrum, breath = 0.3 * RANDOM.standard_normal((CEPSTRA, FRAMES)), RANDOM.uniform(0, 1, (BANDS, FRAMES))
    gain, turn = 0.3 * RANDOM.standard_normal((BINS, FRAMES)), RANDOM.standard_normal((BINS, FRAMES))
    noise = RANDOM.standard_normal((vocoder.NOISE, FRAMES))
    frequency = (180 + 20 * np.sin(np.arange(FRAMES) / 5)) / RATE_HZ
    following = np.append(frequency[1:], frequency[-1])
    turns = (frequency + following) * HOP_SAMPLES / 2
    harmonics = np.floor(0.5 / np.maximum(frequency, following) - 0.5)
    source = np.stack([frequency, following, (np.cumsum(turns) - turns) % 1, harmonics])

    graph = Graph()
    latent = graph.input("latent", FLOAT, [1, vocoder.CHANNELS + 2 * BINS, FRAMES])
    graph.op("Identity", vocoder.samples(graph, vocoder.spectrum(graph, latent, has_head=True)), name="audio")
    model = graph.model({"audio": (FLOAT, [1, 1, "samples"])}, {})
    rows = np.concatenate([cepstrum, breath, source, noise, gain, turn]).astype(np.float32)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    heard = np.asarray(session.run(None, {"latent": rows[None]})[0]).reshape(-1)

    filters = Filter(*(for_jax(part) for part in (cepstrum, breath, gain, turn)))
    voice = voice_source(jnp.log(jnp.asarray(frequency[None] * RATE_HZ, jnp.float32)))
    learned = np.asarray(samples(filters, voice, spectra(for_jax(noise) @ vocoder.noise_mix()))).reshape(-1)
    np.testing.assert_allclose(learned, heard, atol=0.005 * np.abs(heard).max())


def test_a_head_is_the_same_in_both_whosever_voice_it_is_given() -> None:
    head = Head(channels=12, wide=16, blocks=2)
    params = jax.tree.map(
        lambda leaf: leaf + 0.3 * RANDOM.standard_normal(leaf.shape).astype(np.float32), head.start(1)
    )
    x = RANDOM.standard_normal((INPUTS, FRAMES)).astype(np.float32)
    graph = Graph()
    cepstrum, breath, pitch = graph.split(graph.input("x", FLOAT, [1, INPUTS, FRAMES]), [CEPSTRA, BANDS, 1])
    graph.op("Identity", head.emit(graph, TaughtHead(params, LENDERS), cepstrum, breath, pitch, SCALE), name="out")
    model = graph.model({"out": (FLOAT, [1, 2 * BINS, FRAMES])}, {})
    found = np.asarray(onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": x[None]})[0])
    known = np.concatenate([(x[:CEPSTRA] + 0.5) / 2, x[CEPSTRA:-1], (0.3 * x[-1:] + 0.1) / 0.2])
    wanted = jnp.concatenate(head.apply(params, for_jax(known)), axis=-1)
    assert np.abs(found).max() > 0.1
    np.testing.assert_allclose(found[0].T, np.asarray(wanted)[0], atol=5e-5)


def test_one_that_has_learned_nothing_changes_nothing() -> None:
    nets = Nets(Size(symbols=1 + max(max(ids) for ids in symbol_ids().values())))
    params = nets.start(1)
    feeds = {
        "input": RANDOM.integers(14, 40, (1, 20)),
        "input_lengths": np.array([20]),
        "scales": np.array([0, 1, 0], np.float32),
    }
    without, bare = (
        onnxruntime.InferenceSession(voice_graph(nets, params, SCALE, PLAIN, head).SerializeToString()).run(
            None, feeds
        )[0]
        for head in (None, TaughtHead(Head().start(1), LENDERS))
    )
    assert np.abs(without).max() > 0.1
    np.testing.assert_array_equal(bare, without)


@pytest.mark.parametrize("hz", [300.0, 2500.0])
def test_ears_hear_a_tone_where_it_is(hz: float) -> None:
    tone = np.sin(2 * np.pi * hz * np.arange(8192) / RATE_HZ)[None].astype(np.float32)
    for heard, (_, bands) in zip(listen(jnp.asarray(tone)), EARS, strict=True):
        loudest = int(np.asarray(heard)[0].mean(axis=0).argmax())
        place = bands * np.log1p(hz / 700) / np.log1p(RATE_HZ / 2 / 700)
        assert heard.shape[2] == bands
        assert loudest + 0.5 == pytest.approx(place, abs=1.5)


def test_critics_say_something_of_every_time_and_ear() -> None:
    heard = listen(jnp.asarray(RANDOM.standard_normal((2, 8192)).astype(np.float32)))
    verdicts, thoughts = jax.jit(critics.judge)(critics.start(1), heard)
    assert [one.shape for one in verdicts] == [(2, one.shape[1], 1) for one in heard]
    assert len(thoughts) > len(verdicts)


def test_recordings_that_are_too_short_for_a_head_are_named(tmp_path: Path) -> None:
    plan = Plan(corpus=tmp_path, work=tmp_path, language="en-us")
    nets = Nets(plan.size)
    with pytest.raises(BadCorpus, match=r"no recording is longer than 1\.1 s: use --head-steps 0"):
        polish(plan, Taught(nets, nets.start(1), SCALE, []), PLAIN, print)
