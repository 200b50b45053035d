"""The page docs/coding.md, from what ``meta.json`` says of the model of event types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from detente.coding.second import LOW

FOLDER = Path(__file__).resolve().parent.parent / "src" / "detente" / "data" / "types"
TRAIN = "python scripts/train_types.py PLV_train.tsv --text UD_FOLDER src/detente/data"
PAGE = """# Coding: the learnt model

<!-- Written by `make docs` from src/detente/data/types/meta.json. Changes made here are lost. -->

Rules over a small parser find who did what to whom. Beside them stands a small learnt model, `{name}`, which reads one sentence
with a source and a target marked in it and gives each of the fifteen PLOVER types a probability. It is asked where onnxruntime is
installed (the extra `model`); without it the rules work alone, with the same types in almost all reports but other confidences.

- **What it is.** {base}, cut to {pieces:,} word pieces, fine-tuned, rounded to eight bits: {size:.1f} MB, one thread, no network.
  Sentences go through it one at a time, so a report never depends on its neighbours.
- **What it was trained on.** {trained}. The first has no licence file; it is not shipped, and the weights hold none of its
  sentences. The second is ours ([its description](../data-raw/coding/README.md)).
- **In `types_between`** (source and target given), the type that the rules find is made {odds:.2f} times likelier; that figure and the
  temperature {temperature:.2f} were fitted on predictions for sentences not trained on.
- **In a document**, it is asked where one sentence names both states and tells one kind of act between them. The report's confidence is
  then the rules' own times the probability that the type is right, and `coder` names the model. The type is changed only where the
  rules' confidence is at most {low} and the model gives another at least {sure:.2f}, from which on {share:.0%} were right. On the made
  texts that the coder was developed on, this has changed nothing so far; the model's part there is the confidence.

## How well it does

PLV's training half, each sentence scored by a model that had not seen it: {folds}-fold cross-validation over {sentences:,} sentences, with the
int8 models, the own sentences of the other folds in training. The odds of the rules for a fold were fitted on the other folds. Macro-F1
unless it says accuracy.

    {train} --folds {folds} --final --export

| | type | type, accuracy | quad class | cooperation or conflict |
|---|---:|---:|---:|---:|
{scores}

Types with the rules, F1: {types}. COOPERATE, MOBILIZE and PROTEST have 15, 16 and 18 sentences in PLV, so theirs are rough.
Settings were not searched for on these folds, but the general plan was chosen after trying some of the same sentences, and the
doubtful cases of our own sentences were settled by PLV's judgments; on other texts expect less. On our own sentences, made
harder on purpose, the same folds give {own_type:.3f} for the type, {own_quad:.3f} for the quad class, and the mode is right in
{mode:.0%} where the type is given; the mode is therefore not used.

How far a probability can be trusted (model and rules, out of fold; mean distance {error:.3f}):

| probability of the likeliest type | sentences | mean probability | share right |
|---|---:|---:|---:|
{reliability}

Speed: {speed:,} sentences a second on one core of the machine that trained it, alone and read already (`{train} --export`).
"""


def page() -> str:
    """The text of docs/coding.md."""
    meta: dict[str, Any] = json.loads((FOLDER / "meta.json").read_text(encoding="utf-8"))
    crossed, own = meta["cross_validation"], meta["cross_validation_own"]
    names = {"model_and_rules": "model and rules", "model": "model alone", "rules": "rules alone"}
    return PAGE.format(
        name=meta["name"], base=meta["base"].split(",")[0], pieces=meta["pieces"], odds=meta["rule_odds"],
        size=(FOLDER / "model.onnx").stat().st_size / 1e6, temperature=meta["temperature"], low=LOW,
        trained=" and ".join(f"{n:,} sentences of {what}" for what, n in meta["trained_on"].items()),
        sure=meta["sure"], share=meta["sure_share"], folds=crossed["folds"], sentences=crossed["sentences"],
        scores="\n".join(_row(name, crossed[key]) for key, name in names.items()),
        types=", ".join(f"{kind} {value:.2f}" for kind, value in crossed["f1_by_type_model_and_rules"].items()),
        own_type=own["root_macro_f1"], own_quad=own["quad_macro_f1"], mode=own["mode_accuracy_type_given"],
        error=crossed["calibration_error_model_and_rules"], speed=meta["sentences_per_second_one_core"], train=TRAIN,
        reliability="\n".join(
            f"| {row['from']:.2f} to {row['to']:.2f} | {row['sentences']:,} | {row['probability']:.3f} | {row['right']:.3f} |"
            for row in meta["reliability"]
        ),
    )  # fmt: skip


def _row(name: str, values: dict[str, float]) -> str:
    columns = ("root_macro_f1", "root_accuracy", "quad_macro_f1", "binary_macro_f1")
    return f"| {name} | " + " | ".join(f"{values[column]:.3f}" for column in columns) + " |"
