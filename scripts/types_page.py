"""The page docs/coding.md: ``types_page.md`` with what ``meta.json`` says of the model of event types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "src" / "detente" / "data" / "types"
TRAIN = "python scripts/train_types.py PLV_train.tsv --text UD_FOLDER src/detente/data"
PAGE = Path(__file__).with_suffix(".md")


def page() -> str:
    """The text of docs/coding.md."""
    meta: dict[str, Any] = json.loads((FOLDER / "meta.json").read_text(encoding="utf-8"))
    crossed, own = meta["cross_validation"], meta["cross_validation_own"]
    names = {"model_and_rules": "model and rules", "model": "model alone", "rules": "rules alone"}
    return PAGE.read_text(encoding="utf-8").format(
        name=meta["name"], base=meta["base"].split(",")[0], pieces=meta["pieces"], odds=meta["rule_odds"],
        size=(FOLDER / "model.onnx").stat().st_size / 1e6, temperature=meta["temperature"],
        trained=" and ".join(f"{n:,} sentences of {what}" for what, n in meta["trained_on"].items()),
        folds=crossed["folds"], sentences=crossed["sentences"],
        scores="\n".join(_row(name, crossed[key]) for key, name in names.items()),
        types=", ".join(f"{kind} {value:.2f}" for kind, value in crossed["f1_by_type_model_and_rules"].items()),
        own_type=own["root_macro_f1"], own_quad=own["quad_macro_f1"], mode=own["mode_accuracy_type_given"],
        error=crossed["calibration_error_model_and_rules"], speed=meta["sentences_per_second_one_core"], train=TRAIN,
        reliability="\n".join(map(_band, meta["reliability"])),
    )  # fmt: skip


def _row(name: str, values: dict[str, float]) -> str:
    columns = ("root_macro_f1", "root_accuracy", "quad_macro_f1", "binary_macro_f1")
    return f"| {name} | " + " | ".join(f"{values[column]:.3f}" for column in columns) + " |"


def _band(row: dict[str, float]) -> str:
    span = f"{row['from']:.2f} to {row['to']:.2f}"
    return f"| {span} | {row['sentences']:,} | {row['probability']:.3f} | {row['right']:.3f} |"
