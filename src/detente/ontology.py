"""What states do to each other: PLOVER types, modes and contexts, CAMEO codes, quad classes and weights.

The tables lie in ``data/ontology``. PLOVER's CONCEDE and RETREAT are one type here, YIELD. ``weights.csv`` is
détente's own cooperation–conflict scale; a reason stands beside each weight.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from detente.errors import Error
from detente.tables import rows, split

WEIGHTS_VERSION = "detente-weights 1"

TYPES: tuple[str, ...] = (
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip


class CameoCoding(NamedTuple):
    """What a CAMEO code says in PLOVER's terms; ``goldstein`` is the value of GDELT's table (-10..10)."""

    type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad: str
    goldstein: float


class _Code(NamedTuple):
    name: str
    coding: CameoCoding
    reverse: int  # 0: never the way back from PLOVER; 2: stands for its fellows where nothing tells them apart


@cache
def _types() -> dict[tuple[str, str | None], dict[str, str]]:
    return {(row["type"], row["mode"] or None): row for row in rows("ontology/types")}


@cache
def _weights() -> dict[tuple[str, str | None], float]:
    return {(row["type"], row["mode"] or None): float(row["weight"]) for row in rows("ontology/weights")}


@cache
def _codes() -> dict[str, _Code]:
    return {
        row["code"]: _Code(
            row["name"],
            CameoCoding(
                row["type"], row["mode"] or None, split(row["contexts"]), quad(row["type"]), float(row["goldstein"])
            ),
            int(row["reverse"]),
        )
        for row in rows("ontology/cameo")
    }


@cache
def _contexts() -> tuple[str, ...]:
    return tuple(row["context"] for row in rows("ontology/contexts"))


def __getattr__(name: str) -> tuple[str, ...]:
    if name == "CONTEXTS":  # read when first asked for, so that importing this module reads no file
        return _contexts()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _known(kind: str, mode: str | None = None) -> dict[str, str]:
    row = _types().get((kind, mode))
    if row is None:
        if (kind, None) not in _types():
            raise Error(f"{kind!r} is no PLOVER type; the types are {', '.join(TYPES)}")
        raise Error(f"{mode!r} is no mode of {kind}; its modes are {', '.join(modes(kind)) or 'none'}")
    return row


def modes(kind: str) -> tuple[str, ...]:
    """The modes of a type, lower-case: PLOVER's, with 'meet' and 'host' of CONSULT added."""
    _known(kind)
    return tuple(mode for known, mode in _types() if known == kind and mode)


def quad(kind: str) -> str:
    """Quad class of a type: verbal or material, cooperation or conflict."""
    return _known(kind)["quad"]


def weight(kind: str, mode: str | None = None) -> float:
    """Cooperation–conflict weight of an act, -10 (worst) to 10, from the table named by `WEIGHTS_VERSION`."""
    _known(kind, mode)
    return _weights()[kind, mode]


def describe(kind: str, mode: str | None = None) -> str:
    """Plain English verb phrase in the past tense that takes the target as object, e.g. "held talks with"."""
    return _known(kind, mode)["phrase"]


def cameo_codes() -> tuple[str, ...]:
    """All CAMEO codes known, as text ("010" is not "10")."""
    return tuple(_codes())


def cameo_name(code: str) -> str:
    """Short English name of a CAMEO code."""
    return _codes()[_nearest_code(code)].name


def from_cameo(code: str) -> CameoCoding:
    """What a CAMEO code means; an unknown finer code is read as the nearest coarser one ("0849" as "084").

    Raises `Error` where not even the first two digits are a CAMEO root.
    """
    return _codes()[_nearest_code(code)].coding


def _nearest_code(code: str) -> str:
    for length in range(len(code), 1, -1):
        if code[:length] in _codes():
            return code[:length]
    raise Error(f"{code!r} is no CAMEO code; codes are text of two to four digits, roots 01 to 20")


def cameo_for(kind: str, mode: str | None = None, contexts: tuple[str, ...] = ()) -> str | None:
    """The most specific CAMEO code that type, mode and contexts determine, or None where none does.

    Of the codes of the type, those with the mode are looked at (without it where none has it), then those that share
    most contexts and bring in fewest others. Where several remain, their common beginning is the answer.
    """
    return _cameo_for(kind, mode, tuple(sorted(set(contexts))))


@cache
def _cameo_for(kind: str, mode: str | None, contexts: tuple[str, ...]) -> str | None:
    _known(kind, mode)
    of_type = {c: k for c, k in _codes().items() if k.reverse and k.coding.type == kind and len(c) > 2}

    def fit(code: str) -> tuple[int, int]:
        shared = len(set(of_type[code].coding.contexts) & set(contexts))
        return shared, shared - len(of_type[code].coding.contexts)

    chosen = [code for code, known in of_type.items() if known.coding.mode == mode]
    chosen = chosen or [code for code, known in of_type.items() if not known.coding.mode]
    best = max(map(fit, chosen), default=(0, 0))
    codes = [code for code in chosen if fit(code) == best] if best[0] or not best[1] else chosen
    standing = [code for code in codes or of_type if of_type[code].reverse == 2]
    return standing[0] if standing and len(codes) != 1 else _common_code(codes, set(of_type))


def _common_code(codes: list[str], known: set[str]) -> str | None:
    common = codes[0] if codes else ""
    while len(common) > 1:
        if not all(code.startswith(common) for code in codes):
            common = common[:-1]
            continue
        for code in (common, common + "0"):
            if len(code) > 2 and code in known:
                return code
        common = common[:-1]
    return None
