"""The network of all-MiniLM-L6-v2 as an ONNX graph with weights of eight bits.

Six layers of BERT (Devlin et al. 2018), then the mean over the words and length one, so that a
dot product is the cosine.  Nothing but ``numpy`` and ``onnx`` is needed; no training framework.
Each weight matrix is kept as whole numbers with one scale per column; what flows through it is
quantised as it comes, each word by its own largest value, which is nearer to the published model
than one scale for a whole text.  Seven bits are used of a weight's eight: the multiplication of
processors without VNNI saturates on eight and would answer otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12
_PARTS = ("query", "key", "value")
LARGEST = 63  # of a weight: seven bits with the sign
Weights = Mapping[str, np.ndarray]


class Graph:
    """Nodes and constants in the order of their making; each method gives the output's name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def node(self, operator: str, *inputs: str, **attributes: object) -> str:
        return self.nodes_of(operator, *inputs, outputs=1, **attributes)[0]

    def nodes_of(
        self, operator: str, *inputs: str, outputs: int, **attributes: object
    ) -> tuple[str, ...]:
        """The same for an operator with several outputs."""
        name = f"{operator}.{len(self.nodes)}"
        made = tuple(f"{name}.{number}" for number in range(outputs))
        self.nodes.append(helper.make_node(operator, inputs, made, name, **attributes))
        return made

    def constant(self, value: np.ndarray) -> str:
        name = f"constant.{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def sizes(self, *sizes: int) -> str:
        return self.constant(np.array(sizes, np.int64))

    def number(self, value: float) -> str:
        return self.constant(np.array(value, np.float32))


def minilm(weights: Weights) -> onnx.ModelProto:
    """``input_ids`` (texts × words) → ``embedding`` (texts × 384).

    Texts of one run must have the same number of words: there is no padding and so no mask.
    """
    graph = Graph()
    hidden = _embed(graph, weights)
    for layer in range(LAYERS):
        hidden = _layer(graph, weights, f"encoder.layer.{layer}.", hidden)
    mean = graph.node("ReduceMean", hidden, axes=(1,), keepdims=0)
    return _model(graph, graph.node("LpNormalization", mean, axis=-1, p=2))


def _embed(graph: Graph, weights: Weights) -> str:
    table, scales = _whole_numbers(weights["embeddings.word_embeddings.weight"], axis=1)
    words = graph.node("Gather", graph.constant(table), "input_ids")
    scale = graph.node("Gather", graph.constant(scales), "input_ids")
    hidden = graph.node("Mul", graph.node("Cast", words, to=TensorProto.FLOAT), scale)
    of_position = weights["embeddings.position_embeddings.weight"]
    of_position = of_position + weights["embeddings.token_type_embeddings.weight"][0]
    length = graph.node("Slice", graph.node("Shape", "input_ids"), graph.sizes(1), graph.sizes(2))
    places = graph.node("Slice", graph.constant(of_position), graph.sizes(0), length)
    return _normalise(graph, weights, "embeddings.LayerNorm", graph.node("Add", hidden, places))


def _layer(graph: Graph, weights: Weights, prefix: str, hidden: str) -> str:
    seen = _attend(graph, weights, prefix + "attention.self.", hidden)
    seen = _linear(graph, weights, prefix + "attention.output.dense", seen)
    seen = graph.node("Add", seen, hidden)
    seen = _normalise(graph, weights, prefix + "attention.output.LayerNorm", seen)
    inner = _gelu(graph, _linear(graph, weights, prefix + "intermediate.dense", seen))
    inner = graph.node("Add", _linear(graph, weights, prefix + "output.dense", inner), seen)
    return _normalise(graph, weights, prefix + "output.LayerNorm", inner)


def _attend(graph: Graph, weights: Weights, prefix: str, hidden: str) -> str:
    queries, keys, values = _heads(graph, weights, prefix, hidden)
    likeness = graph.node("MatMul", queries, graph.node("Transpose", keys, perm=(0, 1, 3, 2)))
    attention = graph.node("Softmax", likeness, axis=-1)
    seen = graph.node("Transpose", graph.node("MatMul", attention, values), perm=(0, 2, 1, 3))
    return graph.node("Reshape", seen, graph.sizes(0, 0, WIDTH))


def _heads(graph: Graph, weights: Weights, prefix: str, hidden: str) -> tuple[str, ...]:
    """Queries, keys and values in one multiplication; the queries are scaled beforehand."""
    scales = ((WIDTH // HEADS) ** -0.5, 1.0, 1.0)
    named = [(prefix + name, scale) for name, scale in zip(_PARTS, scales, strict=True)]
    matrix = np.concatenate([weights[name + ".weight"].T * scale for name, scale in named], axis=1)
    bias = np.concatenate([weights[name + ".bias"] * scale for name, scale in named])
    flat = _multiply(graph, (matrix, bias), hidden)
    split = graph.node("Reshape", flat, graph.sizes(0, 0, len(_PARTS) * HEADS, WIDTH // HEADS))
    parted = graph.node("Transpose", split, perm=(0, 2, 1, 3))
    return graph.nodes_of("Split", parted, outputs=len(_PARTS), axis=1)


def _linear(graph: Graph, weights: Weights, name: str, flow: str) -> str:
    return _multiply(graph, (weights[name + ".weight"].T, weights[name + ".bias"]), flow)


def _multiply(graph: Graph, layer: tuple[np.ndarray, np.ndarray], flow: str) -> str:
    """``flow`` times the matrix plus the bias, in whole numbers around a middle of 128."""
    matrix, scales = _whole_numbers(layer[0], axis=0)
    largest = graph.node("ReduceMax", graph.node("Abs", flow), axes=(-1,), keepdims=1)
    per_step = graph.node("Div", graph.number(127.0), largest)
    steps = graph.node("Round", graph.node("Mul", flow, per_step))
    whole = graph.node("Cast", graph.node("Add", steps, graph.number(128.0)), to=TensorProto.UINT8)
    middle = graph.constant(np.array(128, np.uint8))
    product = graph.node("MatMulInteger", whole, graph.constant(matrix), middle)
    product = graph.node("Mul", graph.node("Cast", product, to=TensorProto.FLOAT), largest)
    scaled = graph.node("Mul", product, graph.constant(scales / np.float32(127)))
    return graph.node("Add", scaled, graph.constant(layer[1]))


def _whole_numbers(matrix: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    scales = np.abs(matrix).max(axis=axis, keepdims=True) / LARGEST
    if axis == 0:
        scales = scales[0]
    scales = np.where(scales == 0, 1, scales).astype(np.float32)
    return np.rint(matrix / scales).astype(np.int8), scales


def _normalise(graph: Graph, weights: Weights, name: str, flow: str) -> str:
    gain, shift = (graph.constant(weights[f"{name}.{part}"]) for part in ("weight", "bias"))
    return graph.node("LayerNormalization", flow, gain, shift, axis=-1, epsilon=EPSILON)


def _gelu(graph: Graph, flow: str) -> str:
    bent = graph.node("Erf", graph.node("Div", flow, graph.number(2**0.5)))
    bent = graph.node("Mul", flow, graph.node("Add", bent, graph.number(1.0)))
    return graph.node("Mul", bent, graph.number(0.5))


def _model(graph: Graph, output: str) -> onnx.ModelProto:
    graph.nodes.append(helper.make_node("Identity", [output], ["embedding"], "embedding"))
    words = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "words"])
    vectors = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["texts", WIDTH])
    drawn = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", [words], [vectors], graph.constants)
    made = helper.make_model(
        drawn, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="steersman"
    )
    onnx.checker.check_model(made)
    return made
