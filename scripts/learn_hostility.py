"""Learn what a verbal hostile act counts beside a material one, and write ``data/measures/hostility.csv``.

python scripts/learn_hostility.py DYAD_YEARS.csv.gz

The file is that of ``benchmarks/relation.py``. Only directed dyads whose two numbers add up to an even one are used;
the others stay unseen. Of the weights 0, 0.05, … 1 the one is taken that gives the greatest sum of the AUC within
deciles of volume and the AUC within dyads.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
import relation

OUT = Path(__file__).parent.parent / "src/detente/data/measures/hostility.csv"


def main() -> None:
    """Try each weight on half the dyads, keep the best."""
    columns = relation.read(Path(sys.argv[1]))
    table = {name: np.array(columns[name], dtype=np.float64) for name in ("a", "b", "verbConf", "matlConf", "n")}
    kept = (table["n"] >= relation.FEWEST) & relation.learnt_on(table["a"], table["b"])
    table = {name: values[kept] for name, values in table.items()}
    positive = np.array([mid.strip().lower() == "true" for mid in columns["mid"]])[kept]
    log_n = np.log(table["n"])
    decile = np.searchsorted(np.quantile(log_n, np.linspace(0, 1, relation.BINS + 1)[1:-1]), log_n, side="left")
    _, dyad = np.unique(table["a"] * 1000 + table["b"], return_inverse=True)
    best = (0.0, 0.0)
    for weight in np.arange(0, 1.01, 0.05):
        score = weight * table["verbConf"] + table["matlConf"]
        by_volume = relation.within(score, positive, decile.astype(np.int64))[0]
        by_dyad = relation.within(score, positive, dyad.astype(np.int64))[0]
        print(f"{weight:.2f}  within volume {by_volume:.4f}  within dyad {by_dyad:.4f}")
        best = max(best, (by_volume + by_dyad, round(float(weight), 2)))
    rows = [
        ("verbal cooperation", 0),
        ("material cooperation", 0),
        ("verbal conflict", best[1]),
        ("material conflict", 1),
    ]
    OUT.write_text("quad,weight\n" + "".join(f"{quad},{weight:g}\n" for quad, weight in rows), encoding="utf-8")
    print(f"{OUT}: a verbal act counts {best[1]:g} of a material one")


if __name__ == "__main__":
    main()
