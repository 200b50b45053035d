"""The sentences that the model of types learns from, in word pieces and dealt out into folds."""

from __future__ import annotations

import csv
import hashlib
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detente import ontology
from detente.coding.given import Given
from detente.coding.pieces import Pieces
from types_net import base_folder, choose, texts

OLD_NAMES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "CONCEDE": "YIELD", "RETREAT": "YIELD"}


@dataclass(frozen=True)
class Item:
    """A sentence in pieces, its type, and its type with mode (-1 where that is not known)."""

    pieces: list[int]
    type: int
    mode: int


def unmark(text: str) -> tuple[str, tuple[int, int], tuple[int, int]]:
    """A sentence without its marks, and where they stood."""
    given = Given.of_marked(text)
    return given.text, given.source, given.target


def table(path: Path) -> list[dict[str, str]]:
    """Rows of a tab-separated file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@dataclass(frozen=True)
class Data:
    """Both sets of sentences in pieces, and what the numbers stand for."""

    vocabulary: list[str]
    modes: list[str]
    gold: list[Item]
    own: list[Item]
    gold_rows: list[dict[str, str]]
    own_rows: list[dict[str, str]]
    gold_sha256: str


def read(gold_path: Path, own_path: Path, other: Sequence[Path]) -> Data:
    """Read both files and choose the vocabulary."""
    gold_rows, own_rows = table(gold_path), table(own_path)
    gold_texts = [unmark(row["marked_sentence"]) for row in gold_rows]
    own_texts = [unmark(row["sentence"]) for row in own_rows]
    base = (base_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    vocabulary = choose(base, [t[0] for t in gold_texts + own_texts], texts(other))
    pieces = Pieces(vocabulary)
    finer = sorted({f"{row['type']}/{row['mode']}" for row in own_rows})
    counts = Counter(name.split("/")[0] for name in finer)
    modes = [name for name in finer if counts[name.split("/")[0]] > 1]
    where = {name: i for i, name in enumerate(modes)}

    def item(text: tuple[str, tuple[int, int], tuple[int, int]], kind: str, mode: str | None) -> Item:
        kind = OLD_NAMES.get(kind, kind)
        return Item(pieces.marked(*text), ontology.TYPES.index(kind), where.get(f"{kind}/{mode}", -1))

    gold = [item(t, row["gold_root"], None) for t, row in zip(gold_texts, gold_rows, strict=True)]
    own = [item(t, row["type"], row["mode"]) for t, row in zip(own_texts, own_rows, strict=True)]
    digest = hashlib.sha256(gold_path.read_bytes()).hexdigest()
    return Data(vocabulary, modes, gold, own, gold_rows, own_rows, digest)


def folds(items: Sequence[Item], k: int) -> list[int]:
    """Which part of ``k`` each sentence belongs to, each type dealt out evenly."""
    rng = random.Random(0)
    part = [0] * len(items)
    dealt = 0
    for kind in range(len(ontology.TYPES)):
        members = [i for i, item in enumerate(items) if item.type == kind]
        rng.shuffle(members)
        for i in members:
            part[i] = dealt % k
            dealt += 1
    return part
