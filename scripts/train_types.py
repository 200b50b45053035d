"""Train the model that tells what one marked party does to the other.

    python scripts/train_types.py PLV_train.tsv [--text PATH ...] [--folds 5] [--final] [--export] [--keep FOLDER]

Needs the dependency group ``train``. ``PLV_train.tsv`` is the training half of the PLV set (from the repository of
Zero-Shot-PLOVER; no licence file, so it is read here and never shipped); ``data-raw/coding/sentences.tsv`` is ours.
``--folds K`` trains K times, each time on all but a K-th of both; weights go to ``--keep``, and a fold that is there is
not trained again. ``--final`` trains on everything. ``--export`` writes ``model.onnx`` (int8), ``vocab.txt`` and
``meta.json`` with the scores of the folds' int8 models on what they were not trained on. ``--text`` names texts (.txt,
.md, .csv, .conllu.xz) whose words the vocabulary should hold. Six trainings take about half an hour on one core.

MiniLM-L6 (Apache-2.0) is taken without its rarer word pieces, and fine-tuned with marks around the parties; a linear
layer over the mean of all pieces and of either pair of marks gives the type, another the mode. Seeded and on one
thread: the same machine and versions give the same weights.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from detente.coding.pieces import PAD
from types_data import Data, Item, folds, read
from types_net import Net
from types_report import write

ROOT = Path(__file__).parent.parent
EPOCHS, BATCH, RATE, HEAD_RATE, SMOOTHING, OWN_SHARE, MODE_LOSS = 6, 16, 1e-4, 1e-3, 0.1, 0.5, 0.3


# Training -------------------------------------------------------------------------------------------------------------


def batches(items: Sequence[Item], rng: random.Random) -> Iterator[list[int]]:
    """Positions of sentences in shuffled batches, each of sentences of like length."""
    order = list(range(len(items)))
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
    net = Net(vocabulary, modes)
    net.train()
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
        loss = functional.cross_entropy(types.float(), torch.tensor([i.type for i in batch]), label_smoothing=SMOOTHING)
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
    net.eval()
    return net


def cross_validate(data: Data, k: int, keep: Path, first: int) -> None:
    """Train each of the ``first`` folds that ``keep`` has not yet."""
    gold_part, own_part = folds(data.gold, k), folds(data.own, k)
    for fold in range(min(k, first)):
        file = keep / f"fold-{fold}-of-{k}.pt"
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
        torch.save(net.state_dict(), file)
        print(f"fold {fold}: {time.time() - began:.0f} s", flush=True)


def settings() -> dict[str, Any]:
    """What the training was set to."""
    return {
        "epochs": EPOCHS, "batch": BATCH, "learning_rate": RATE, "learning_rate_of_heads": HEAD_RATE,
        "label_smoothing": SMOOTHING, "share_of_own_sentences_per_epoch": OWN_SHARE, "weight_of_mode_loss": MODE_LOSS,
    }  # fmt: skip


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
    if args.export:
        write(data, args.folds, args.keep, settings())


if __name__ == "__main__":
    main()
