"""Cuts the ONNX graph of a Piper (VITS) voice into its nets. Pure: a model in, models out.

A stock export holds three in one graph (Kim et al., "Conditional Variational Autoencoder with Adversarial Learning for
End-to-End Text-to-Speech", 2021):

    encoder   phoneme ids -> mean, log_scale (one column a phoneme), durations (frames a phoneme)
    flow      prior sample, mask -> latent (one column a frame)
    decoder   latent -> samples

The decoder is cut once more, behind its first stage. That stage does a fifth of the work and looks at ten frames to
each side; the rest looks at one or two. So pieces pay for their surroundings in the first stage alone:

    coarse    latent -> hidden (eight columns a frame)
    fine      hidden -> samples

What lies between the encoder and the flow, stretching by the durations and adding noise, is left to the caller. The
places to cut are found by structure: names differ from export to export. A graph of another structure may name them
itself (`seams`). What can't be cut raises `CannotCut`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import onnx
from onnx import ModelProto, NodeProto, TensorProto, helper

from vitts_server.voices.piper.receptive import Reach, reach
from vitts_server.voices.piper.seams import BadSeams, Seams, declared

DURATION_NOISE = "duration_noise"
MASK = "mask"
PRIOR = "prior"
LATENT = "latent"
HIDDEN = "hidden"
AUDIO = "audio"
SPEAKER = "speaker_vector"


_ACTIVATIONS = frozenset({"LeakyRelu", "Identity"})

Inputs = Mapping[str, tuple[str, int, list[int | str]]]
"""Tensor of the whole graph -> its name, element type and shape as an input of a part."""


class CannotCut(Exception):
    """The graph is not shaped like a stock export; the message says where it differs."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The three nets and what it takes to run the last two in pieces."""

    encoder: ModelProto
    """input, input_lengths, scales, [sid], [duration_noise] -> durations, mean, log_scale, [speaker_vector]"""
    flow: ModelProto
    """prior [1, channels, frames], [mask [1, 1, frames]], [speaker_vector] -> latent [1, channels, frames]"""
    coarse: ModelProto
    """latent, [speaker_vector] -> hidden [1, channels, frames * hop]"""
    fine: ModelProto
    """hidden, [speaker_vector] -> audio [1, 1, columns * hop]"""
    flow_reach: Reach
    coarse_reach: Reach
    fine_reach: Reach
    has_duration_noise: bool
    has_speakers: bool
    is_stretched: bool
    """Whether mean and log_scale have a column a frame, not a phoneme; see `seams`."""


def cut(model: ModelProto) -> Cut:
    """Cut a whole voice. Raises `CannotCut`."""
    try:
        return _cut(model)
    except BadSeams as error:
        raise CannotCut(str(error)) from error
    except (IndexError, KeyError) as error:
        raise CannotCut(f"a node lacks what its kind should have: {error!r}") from error


def _cut(model: ModelProto) -> Cut:
    graph = _Graph(model)
    seams = declared(model) or graph.seams()
    speaker_input: Inputs = (
        {seams.speaker: (SPEAKER, TensorProto.FLOAT, [1, "speaker_channels"])} if seams.speaker else {}
    )
    noise_input: Inputs = (
        {seams.duration_noise: (DURATION_NOISE, TensorProto.FLOAT, [1, 2, "phonemes"])} if seams.duration_noise else {}
    )
    mask_input: Inputs = {seams.mask: (MASK, TensorProto.FLOAT, [1, 1, "frames"])} if seams.mask else {}
    speaker_output = {seams.speaker: SPEAKER} if seams.speaker else {}
    outputs = {seams.durations: "durations", seams.mean: "mean", seams.log_scale: "log_scale", **speaker_output}
    flow = graph.extract(
        {seams.prior: (PRIOR, TensorProto.FLOAT, [1, "channels", "frames"]), **mask_input, **speaker_input},
        {seams.latent: LATENT},
    )
    coarse = graph.extract(
        {seams.latent: (LATENT, TensorProto.FLOAT, [1, "channels", "frames"]), **speaker_input}, {seams.hidden: HIDDEN}
    )
    fine = graph.extract(
        {seams.hidden: (HIDDEN, TensorProto.FLOAT, [1, "channels", "columns"]), **speaker_input},
        {model.graph.output[0].name: AUDIO},
    )
    return Cut(
        encoder=graph.extract({**graph.original_inputs(), **noise_input}, outputs),
        flow=flow,
        coarse=coarse,
        fine=fine,
        flow_reach=_reach(flow, PRIOR, LATENT),
        coarse_reach=_reach(coarse, LATENT, HIDDEN),
        fine_reach=_reach(fine, HIDDEN, AUDIO),
        has_duration_noise=seams.duration_noise is not None,
        has_speakers=seams.speaker is not None,
        is_stretched=seams.is_stretched,
    )


def _reach(model: ModelProto, source: str, target: str) -> Reach:
    try:
        return reach(model, source, target)
    except ValueError as error:
        raise CannotCut(str(error)) from error


class _Graph:
    """A model with the questions that cutting asks of it."""

    def __init__(self, model: ModelProto) -> None:
        self._model = model
        self._nodes = list(model.graph.node)
        self._producers = {output: node for node in self._nodes for output in node.output}
        self._consumers: dict[str, list[NodeProto]] = {}
        for node in self._nodes:
            for tensor in node.input:
                self._consumers.setdefault(tensor, []).append(node)

    def seams(self) -> Seams:
        """Where a stock export is cut."""
        latent = self.decoder_input()
        durations = self.durations(latent)
        after_durations = self.downstream([durations])
        prior, mean, log_scale = self.prior(after_durations)
        return Seams(
            durations=durations,
            mean=mean,
            log_scale=log_scale,
            prior=prior,
            latent=latent,
            hidden=self.hidden(latent),
            duration_noise=self.duration_noise(durations),
            mask=self.mask(prior, latent, after_durations),
            speaker=self.speaker_vector(),
        )

    def original_inputs(self) -> Inputs:
        """The inputs as exported."""
        shapes: dict[str, list[int | str]] = {"input": [1, "phonemes"], "input_lengths": [1], "scales": [3], "sid": [1]}
        if unknown := [value.name for value in self._model.graph.input if value.name not in shapes]:
            raise CannotCut(f"it has inputs that Piper voices do not have: {', '.join(unknown)}")
        return {
            value.name: (value.name, value.type.tensor_type.elem_type, shapes[value.name])
            for value in self._model.graph.input
        }

    def decoder_input(self) -> str:
        """From the first upsampling back to the convolution that every HiFi-GAN generator begins with."""
        node = next((node for node in self._nodes if node.op_type == "ConvTranspose"), None)
        if node is None:
            raise CannotCut("it has no ConvTranspose, so its decoder is no HiFi-GAN")
        while node is not None and not _is_wide_conv(node):
            candidates = [self._producers.get(tensor) for tensor in node.input]
            wide = [found for found in candidates if found is not None and _is_wide_conv(found)]
            node = wide[0] if wide else candidates[0]
        if node is None:
            raise CannotCut("no convolution was found before its first ConvTranspose")
        return str(node.input[0])

    def hidden(self, latent: str) -> str:
        """The input of the decoder's second upsampling, before its activation: all of the latent passes there."""
        upsamplings = [node for node in self._nodes if node.op_type == "ConvTranspose"]
        if len(upsamplings) < 2:
            raise CannotCut("its decoder has one stage")
        hidden = str(upsamplings[1].input[0])
        while (node := self._producers.get(hidden)) is not None and node.op_type in _ACTIVATIONS:
            hidden = str(node.input[0])
        if latent in self.upstream([str(self._model.graph.output[0].name)], stop={hidden}):
            raise CannotCut("its decoder's first stage is not its only way")
        return hidden

    def durations(self, latent: str) -> str:
        """Frames are whole numbers, so the durations are the only thing rounded up on the way to the decoder."""
        upstream = self.upstream([latent])
        found = [node for node in self._nodes if node.op_type == "Ceil" and node.output[0] in upstream]
        if len(found) != 1:
            raise CannotCut(f"it rounds up in {len(found)} places before the decoder, not in one")
        return str(found[0].output[0])

    def prior(self, after_durations: set[str]) -> tuple[str, str, str]:
        """mean + noise * exp(log_scale) * noise_scale: the sum, and where mean and log_scale come from."""
        noises = [
            node for node in self._nodes if _is_noise(node) and any(name in after_durations for name in node.input)
        ]
        if len(noises) != 1:
            raise CannotCut(f"it adds noise in {len(noises)} places after the durations, not in one")
        tensor, log_scale = str(noises[0].output[0]), None
        while True:
            consumers = self._consumers.get(tensor, [])
            if len(consumers) != 1 or consumers[0].op_type not in ("Mul", "Add", "Identity", "Cast"):
                raise CannotCut("the noise of its prior is not scaled and added as usual")
            node = consumers[0]
            others = [str(name) for name in node.input if name != tensor]
            tensor = str(node.output[0])
            if node.op_type == "Add":
                break
            for other in others:
                producer = self._producers.get(other)
                if producer is not None and producer.op_type == "Exp":
                    log_scale = str(producer.input[0])
        if log_scale is None:
            raise CannotCut("the noise of its prior is not scaled by an exponential")
        return tensor, self._unstretched(others[0], after_durations), self._unstretched(log_scale, after_durations)

    def _unstretched(self, tensor: str, after_durations: set[str]) -> str:
        """The tensor before it was stretched by the durations, with one column a phoneme."""
        turns = 0
        while True:
            node = self._producers.get(tensor)
            if node is None:
                raise CannotCut("its prior is not stretched by a matrix product")
            if node.op_type == "MatMul":
                free = [str(name) for name in node.input if name not in after_durations]
                if len(free) != 1:
                    raise CannotCut("its prior is not stretched by a matrix product of path and prior")
                tensor = free[0]
            elif node.op_type in ("Transpose", "Identity", "Cast"):
                turns += node.op_type == "Transpose"
                tensor = str(node.input[0])
            elif turns % 2 == 0 and tensor not in after_durations:
                return tensor
            else:
                raise CannotCut(f"its prior passes through {node.op_type} where it is stretched")

    def mask(self, prior: str, latent: str, after_durations: set[str]) -> str:
        """The one thing that the flow takes from the durations besides the prior."""
        inside = (self.downstream([prior]) & self.upstream([latent], stop={prior})) - {prior}
        wanted = {
            str(name)
            for node in self._nodes
            if any(output in inside for output in node.output)
            for name in node.input
            if name in after_durations and name not in inside and name != prior
        }
        if len(wanted) != 1:
            raise CannotCut(f"its flow takes {len(wanted)} things from the durations, not only the mask")
        return wanted.pop()

    def speaker_vector(self) -> str | None:
        """The looked-up row of the speaker table; None for a voice of one speaker."""
        if "sid" not in [value.name for value in self._model.graph.input]:
            return None
        gathers = [node for node in self._consumers.get("sid", []) if node.op_type == "Gather"]
        if len(gathers) != 1 or len(self._consumers["sid"]) != 1:
            raise CannotCut("it uses its speaker number for more than one look-up")
        return str(gathers[0].output[0])

    def duration_noise(self, durations: str) -> str | None:
        """The noise of a stochastic duration predictor, if it has one."""
        upstream = self.upstream([durations])
        found = [str(node.output[0]) for node in self._nodes if _is_noise(node) and node.output[0] in upstream]
        if len(found) > 1:
            raise CannotCut(f"its durations depend on {len(found)} sources of noise")
        return found[0] if found else None

    def upstream(self, tensors: Iterable[str], stop: Iterable[str] = ()) -> set[str]:
        """All tensors that these depend on, and these; not beyond `stop`."""
        seen: set[str] = set()
        todo = list(tensors)
        stops = set(stop)
        while todo:
            tensor = todo.pop()
            if tensor in seen or tensor not in self._producers:
                continue
            seen.add(tensor)
            if tensor not in stops:
                todo.extend(str(name) for name in self._producers[tensor].input)
        return seen

    def downstream(self, tensors: Iterable[str]) -> set[str]:
        """All tensors that depend on these, and these."""
        seen = set(tensors)
        for node in self._nodes:  # in order of dependence, as ONNX demands
            if any(name in seen for name in node.input):
                seen.update(str(output) for output in node.output)
        return seen

    def extract(self, inputs: Inputs, outputs: Mapping[str, str]) -> ModelProto:
        """The part between tensors of the whole graph, with new names for them."""
        needed = self.upstream(outputs, stop=inputs)
        cut_off = {name for name in inputs if name in self._producers}
        nodes = [
            node
            for node in self._nodes
            if any(output in needed for output in node.output) and not all(output in cut_off for output in node.output)
        ]
        used = {str(name) for node in nodes for name in node.input} | set(outputs)
        renamed = {old: new for old, (new, _, _) in inputs.items() if old in used}
        parts = [_renamed(node, renamed) for node in nodes]
        ends = [helper.make_node("Identity", [renamed.get(old, old)], [new]) for old, new in outputs.items()]
        graph = helper.make_graph(
            [*parts, *ends],
            "part",
            [helper.make_tensor_value_info(*inputs[old]) for old in inputs if old in used],
            [helper.make_tensor_value_info(new, TensorProto.FLOAT, None) for new in outputs.values()],
            [tensor for tensor in self._model.graph.initializer if tensor.name in used],
        )
        return helper.make_model(
            graph,
            opset_imports=self._model.opset_import,
            ir_version=self._model.ir_version,
            functions=self._model.functions,
        )


def _renamed(node: NodeProto, names: Mapping[str, str]) -> NodeProto:
    copy = onnx.NodeProto()
    copy.CopyFrom(node)
    copy.input[:] = [names.get(name, name) for name in node.input]
    return copy


def _is_wide_conv(node: NodeProto) -> bool:
    kernel = next((list(found.ints) for found in node.attribute if found.name == "kernel_shape"), [1])
    return node.op_type == "Conv" and kernel[0] > 1


def _is_noise(node: NodeProto) -> bool:
    return node.op_type in ("RandomNormalLike", "RandomNormal")
