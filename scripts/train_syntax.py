"""Train the small English tagger and parser that the coding room reads sentences with.

    python scripts/train_syntax.py UD_FOLDER [--out src/detente/data/syntax] [--minutes 24] [--seed 1]

``UD_FOLDER`` holds ``en_ewt-ud-{train,dev,test}.conllu.xz`` (Universal Dependencies English EWT, CC BY-SA 4.0) and
``gum_open-{train,dev,test}.conllu.xz`` (the freely licensed genres of UD English GUM). Written are the weights of three
spaCy components, a table of lemmas, a licence file and ``meta.json`` with scores on both test parts. Runs on one
thread; ``--minutes`` is processor time. The same seed, minutes aside, gives the same order of sentences; because the
budget is time, weights differ slightly between machines, and the scores in ``meta.json`` are those of the weights.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import random
import resource
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import fix_random_seed

TREEBANKS = {"ewt": "en_ewt-ud-{}.conllu.xz", "gum": "gum_open-{}.conllu.xz"}
LICENCE = """The files of this folder (weights and lemma table) are derived from two treebanks and are licensed under
Creative Commons Attribution-ShareAlike 4.0 International (CC BY-SA 4.0),
https://creativecommons.org/licenses/by-sa/4.0/ . They are a work apart from the code of this package.

Universal Dependencies English Web Treebank (EWT), CC BY-SA 4.0.
  Natalia Silveira, Timothy Dozat, Marie-Catherine de Marneffe, Samuel Bowman, Miriam Connor, John Bauer and
  Christopher D. Manning (2014): A Gold Standard Dependency Corpus for English. LREC 2014.
  https://universaldependencies.org/treebanks/en_ewt/
Universal Dependencies English GUM, genres with free texts only (news, interview, biographies, travel guides,
  academic, speeches, court): annotations CC BY 4.0, texts CC BY, CC BY-SA or public domain.
  Amir Zeldes (2017): The GUM Corpus: Creating Multilayer Resources in the Classroom.
  Language Resources and Evaluation 51(3), 581-612. https://gucorpling.org/gum/

Changes made: a statistical model was trained on the treebanks and pairs of word form and lemma were counted.
"""


@dataclass(frozen=True)
class Sentence:
    """A treebank sentence: the columns of its words, heads as 0-based positions (a root points at itself)."""

    words: list[str]
    spaces: list[bool]
    tags: list[str]
    lemmas: list[str]
    heads: list[int]
    deps: list[str]


def read_sentences(path: Path) -> Iterator[Sentence]:
    """Sentences of an xz-compressed CoNLL-U file; multiword ranges and empty nodes are passed over."""
    rows: list[list[str]] = []
    joined: dict[int, tuple[int, bool]] = {}
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if not line:
                if rows:
                    yield _sentence(rows, joined)
                rows, joined = [], {}
            elif not line.startswith("#"):
                cells = line.split("\t")
                if "-" in cells[0]:
                    first, last = map(int, cells[0].split("-"))
                    joined[first] = (last, "SpaceAfter=No" in cells[9])
                elif "." not in cells[0]:
                    rows.append(cells)
    if rows:
        yield _sentence(rows, joined)


def _sentence(rows: list[list[str]], joined: dict[int, tuple[int, bool]]) -> Sentence:
    spaces = ["SpaceAfter=No" not in row[9] for row in rows]
    for first, (last, unspaced) in joined.items():
        for i in range(first, last):
            spaces[i - 1] = False
        spaces[last - 1] = not unspaced
    heads = [int(row[6]) - 1 if row[6] != "0" else i for i, row in enumerate(rows)]
    deps = ["ROOT" if row[7] == "root" else row[7] for row in rows]
    return Sentence([r[1] for r in rows], spaces, [r[4] for r in rows], [r[2] for r in rows], heads, deps)


def pipeline() -> Any:
    """An untrained pipeline: one convolutional encoder shared by a tagger (Penn tags) and a parser (UD relations)."""
    width = 128
    nlp = spacy.blank("en")
    nlp.add_pipe(
        "tok2vec",
        config={
            "model": {
                "@architectures": "spacy.Tok2Vec.v2",
                "embed": {
                    "@architectures": "spacy.MultiHashEmbed.v2",
                    "width": width,
                    "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
                    "rows": [6000, 1000, 2500, 2500],
                    "include_static_vectors": False,
                },
                "encode": {
                    "@architectures": "spacy.MaxoutWindowEncoder.v2",
                    "width": width,
                    "depth": 4,
                    "window_size": 1,
                    "maxout_pieces": 3,
                },
            }
        },
    )
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": width, "upstream": "*"}
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    nlp.add_pipe(
        "parser",
        config={
            "learn_tokens": False,
            "min_action_freq": 20,
            "model": {
                "@architectures": "spacy.TransitionBasedParser.v2",
                "state_type": "parser",
                "extra_state_tokens": False,
                "hidden_width": 96,
                "maxout_pieces": 2,
                "use_upper": True,
                "tok2vec": listener,
            },
        },
    )
    return nlp


def example(nlp: Any, sentence: Sentence, *, bare: bool = False) -> Example:
    """A training example; ``bare`` leaves the final full stop out, so that headlines are parsed too."""
    n = len(sentence.words)
    if bare and n > 3 and sentence.words[-1] == "." and (n - 1) not in sentence.heads:
        n -= 1
    gold = Doc(
        nlp.vocab,
        words=sentence.words[:n],
        spaces=sentence.spaces[:n],
        tags=sentence.tags[:n],
        heads=sentence.heads[:n],
        deps=sentence.deps[:n],
    )
    return Example(Doc(nlp.vocab, words=sentence.words[:n], spaces=sentence.spaces[:n]), gold)


def batches(sentences: list[Sentence], words: int, rng: random.Random) -> Iterator[list[Sentence]]:
    """The sentences once, in an order drawn by ``rng``, in batches of about ``words`` words."""
    order = list(sentences)
    rng.shuffle(order)
    batch: list[Sentence] = []
    size = 0
    for sentence in order:
        batch.append(sentence)
        size += len(sentence.words)
        if size >= words:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def score(nlp: Any, sentences: list[Sentence]) -> dict[str, float]:
    """Shares of words right on gold tokens: tag, head (UAS), head and relation (LAS); punctuation is not counted."""
    counts: Counter[str] = Counter()
    began = time.process_time()
    docs = [Doc(nlp.vocab, words=s.words, spaces=s.spaces) for s in sentences]
    for doc in docs:
        for token in list(doc)[1:]:
            token.is_sent_start = False
    for doc, sentence in zip(nlp.pipe(docs, batch_size=128), sentences, strict=True):
        for token, tag, head, dep in zip(doc, sentence.tags, sentence.heads, sentence.deps, strict=True):
            counts["words"] += 1
            counts["tag"] += token.tag_ == tag
            if dep == "punct":
                continue
            counts["scored"] += 1
            counts["uas"] += token.head.i == head
            counts["las"] += token.head.i == head and token.dep_ == dep
    seconds = time.process_time() - began
    return {
        "tag": round(counts["tag"] / counts["words"], 4),
        "uas": round(counts["uas"] / counts["scored"], 4),
        "las": round(counts["las"] / counts["scored"], 4),
        "words_per_second": round(counts["words"] / seconds),
    }


def lemma_table(sentences: list[Sentence]) -> dict[str, str]:
    """``form/T`` to lemma, T the first letter of the Penn tag, where the lemma is not the form itself."""
    seen: dict[str, Counter[str]] = {}
    for sentence in sentences:
        for word, tag, lemma in zip(sentence.words, sentence.tags, sentence.lemmas, strict=True):
            if word.isalpha() and tag[0] in "VNJM" and not tag.startswith("NNP"):
                seen.setdefault(f"{word.lower()}/{tag[0]}", Counter())[lemma.lower()] += 1
    best = {key: max(sorted(c), key=lambda lemma, c=c: c[lemma]) for key, c in seen.items()}  # type: ignore[misc]
    return {key: lemma for key, lemma in sorted(best.items()) if lemma != key[:-2]}


def train(nlp: Any, sentences: list[Sentence], dev: list[Sentence], minutes: float, seed: int) -> dict[str, Any]:
    """Update the pipeline for ``minutes`` of processor time; the learning rate warms up, then falls to nothing."""
    rng = random.Random(seed)
    fix_random_seed(seed)
    sample = [example(nlp, s) for s in sentences]
    optimizer = nlp.initialize(lambda: sample)
    began, updates, epoch, words = time.process_time(), 0, 0, 0
    share = 0.0
    while share < 1:
        epoch += 1
        losses: dict[str, float] = {}
        for batch in batches(sentences, int(200 + 1000 * min(1.0, share * 2)), rng):
            share = (time.process_time() - began) / (60 * minutes)
            if share >= 1:
                break
            optimizer.learn_rate = 0.0015 * min(1.0, (updates + 1) / 200) * max(0.02, 1 - share)
            nlp.update(
                [example(nlp, s, bare=rng.random() < 0.15) for s in batch], sgd=optimizer, drop=0.2, losses=losses
            )
            updates += 1
            words += sum(len(s.words) for s in batch)
        with nlp.use_params(optimizer.averages):
            line = score(nlp, dev)
        print(f"epoch {epoch} share {share:.2f} updates {updates} dev {line}", flush=True)
    nlp.use_params(optimizer.averages).__enter__()
    return {"epochs": epoch, "updates": updates, "words_seen": words}


def main() -> None:
    """Read the treebanks, train, score, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/detente/data/syntax"))
    parser.add_argument("--minutes", type=float, default=24)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    parts = {
        part: {name: list(read_sentences(args.folder / file.format(part))) for name, file in TREEBANKS.items()}
        for part in ("train", "dev", "test")
    }
    sentences = [s for part in parts["train"].values() for s in part]
    nlp = pipeline()
    run = train(nlp, sentences, [s for part in parts["dev"].values() for s in part], args.minutes, args.seed)
    scores = {name: score(nlp, part) for name, part in parts["test"].items()}

    shutil.rmtree(args.out, ignore_errors=True)
    nlp.to_disk(args.out, exclude=["vocab", "tokenizer"])
    with gzip.GzipFile(args.out / "lemmas.json.gz", "wb", mtime=0) as file:
        file.write(json.dumps(lemma_table(sentences), ensure_ascii=False).encode())
    (args.out / "LICENSE").write_text(LICENCE, encoding="utf-8")
    meta = json.loads((args.out / "meta.json").read_text())
    meta |= {
        "name": "detente_syntax",
        "version": "1",
        "description": "Penn tags and Universal Dependencies relations for English; tok2vec, tagger, parser",
        "license": "CC BY-SA 4.0",
        "sources": ["UD English EWT", "UD English GUM (freely licensed genres)"],
        "scores": scores,
        "training": run
        | {
            "minutes": args.minutes,
            "seed": args.seed,
            "spacy": version("spacy"),
            "sentences": len(sentences),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        },
    }
    meta["spacy_version"] = ">=3.8.0,<4.0.0"
    meta.pop("performance", None)
    (args.out / "meta.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(meta["scores"] | {"training": meta["training"]}, indent=1))


if __name__ == "__main__":
    main()
