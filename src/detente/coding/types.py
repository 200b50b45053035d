"""The learnt reading of a type: what the source marked in a text does to the target marked in it.

A small transformer, run by onnxruntime on one thread. Its files lie in ``data/types``; ``scripts/train_types.py``
makes them, and their ``meta.json`` says from what and how well it does. Without onnxruntime (the extra ``model``), or
without the files, `available` is false and the rules work alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from detente import ontology
from detente.coding.pieces import Pieces, Span
from detente.errors import Error
from detente.tables import DATA

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER = DATA / "types"


@dataclass(frozen=True, slots=True)
class TypeProbabilities:
    """Calibrated probabilities of the types, in the order of `ontology.TYPES`, and the likeliest mode of each."""

    values: tuple[float, ...]
    modes: tuple[str | None, ...]

    @property
    def type(self) -> str:
        """The likeliest type."""
        return ontology.TYPES[max(range(len(self.values)), key=self.values.__getitem__)]

    def of(self, type: str) -> float:
        """Probability of a type, 0..1."""
        return self.values[ontology.TYPES.index(type)]

    def with_rule(self, type: str | None) -> TypeProbabilities:
        """The same after hearing what the rules found: odds of that type times a weight fitted when training."""
        if type is None:
            return self
        at = ontology.TYPES.index(type)
        raised = [v * (meta()["rule_odds"] if i == at else 1.0) for i, v in enumerate(self.values)]
        whole = sum(raised)
        return TypeProbabilities(tuple(v / whole for v in raised), self.modes)


def available() -> bool:
    """Whether the model can be asked: its files and onnxruntime are there."""
    try:
        installed = find_spec("onnxruntime") is not None
    except ValueError:  # it was made unimportable
        installed = False
    return installed and (FOLDER / "model.onnx").exists()


@cache
def meta() -> dict[str, Any]:
    """What ``meta.json`` says of the model: temperature, modes, weight of the rules, scores."""
    read: dict[str, Any] = json.loads((FOLDER / "meta.json").read_text(encoding="utf-8"))
    return read


@cache
def pieces() -> Pieces:
    """The model's vocabulary."""
    return Pieces((FOLDER / "vocab.txt").read_text(encoding="utf-8").splitlines())


@cache
def session() -> Any:
    """The model, ready to run on one thread. Raises `Error` where onnxruntime is not installed."""
    try:
        import onnxruntime
    except ImportError:
        raise Error("the model of types needs onnxruntime; install it with: pip install 'detente[model]'") from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(FOLDER / "model.onnx"), sess_options=options, providers=["CPUExecutionProvider"]
    )


def predict(marked: Sequence[tuple[str, Span, Span]]) -> list[TypeProbabilities]:
    """Probabilities for each text with the characters of its source and target.

    Texts go through the model one at a time: int8 arithmetic scales by the largest value it meets, so that in a batch
    neighbours would change each other's result. Raises `Error` where onnxruntime is not installed.
    """
    known: dict[tuple[int, ...], TypeProbabilities] = {}
    found = []
    for text, source, target in marked:
        ids = tuple(pieces().marked(text, source, target))
        if ids not in known:
            known[ids] = _one(ids)
        found.append(known[ids])
    return found


def _one(ids: tuple[int, ...]) -> TypeProbabilities:
    import numpy as np

    types, modes = session().run(None, {"ids": np.array([ids], dtype=np.int64)})
    scores: NDArray[np.float64] = types[0].astype(np.float64) / float(meta()["temperature"])
    odds = np.exp(scores - scores.max())
    return TypeProbabilities(tuple(map(float, odds / odds.sum())), tuple(_modes(modes[0])))


def _modes(scores: NDArray[np.float32]) -> list[str | None]:
    best: dict[str, tuple[float, str]] = {}
    for name, score in zip(meta()["modes"], scores.tolist(), strict=True):
        kind, mode = name.split("/")
        best[kind] = max(best.get(kind, (score, mode)), (score, mode))
    return [best[kind][1] or None if kind in best else None for kind in ontology.TYPES]
