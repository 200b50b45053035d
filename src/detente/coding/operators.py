"""Words that say how a further act stands to be done: agreed, asked for, refused, stopped."""

from __future__ import annotations

from detente.coding import lexicon
from detente.coding.act import (
    CARRIES_INNER,
    Act,
    distinct,
    states_of,
)  # fmt: skip
from detente.coding.lexicon import Entry
from detente.coding.mentions import Mention
from detente.coding.nouns import Nouns
from detente.coding.words import wordset

_OWNS_TO = wordset("confirm acknowledge admit")
_WANTS = wordset("want seek wish")
_CHARGES = wordset(
    "accusation allegation charge claim report involvement involve responsibility responsible violate violation breach "
    "infringe enter intrude attack threaten threat endanger target hack meddle interfere aggression guilt wrongdoing"
)


class Operators(Nouns):
    """Acts composed of an operator word and the act that it governs."""

    def _inner(self, i: int) -> int | None:
        """The act that an operator word governs: "agreed to *meet*", "called for *talks*"."""
        g = self.g
        todo = g.kids(i, "xcomp", "ccomp") + g.kids(
            i, "obj", "nsubj:pass", "obl", "nmod", "acl", "advcl", "csubj", "nsubj"
        )
        if g.tokens[i].dep.startswith("acl") and g.passive(i):
            todo.append(g.tokens[i].head)
        passive = g.passive(i)
        narrow = self.entries[i].op in {"stop", "lift"}
        for j in todo:
            dep = g.tokens[j].dep
            if narrow and dep.split(":")[0] in {"obl", "advcl"}:
                continue
            if dep == "nsubj" and not (g.tokens[i].pos != "VERB" or g.kids(i, "expl")) and not passive:
                continue
            if (
                g.tokens[j].pos in {"NOUN", "PROPN"}
                and dep.startswith("obl")
                and g.case(j) not in {"for", "on", "to", "with", "upon", "of", "from", "in", "against", "about"}
            ):
                continue
            if dep == "advcl" and "to" not in g.marks(j) and g.tokens[j].tag != "VBG":
                continue
            found = self._act_under(j)
            if found is not None and found != i:
                return found
        return None

    def _act_under(self, j: int, depth: int = 0) -> int | None:
        g = self.g
        if (
            j in self.g.at
            or j in self.g.dates
            or depth > 3
            or g.case(j)
            in {
                "including",
                "despite",
                "after",
                "because",
                "than",
                "without",
                "instead",
            }
        ):
            return None
        noun = self._noun_of(j) if g.tokens[j].pos == "VERB" else None
        if noun is not None:
            return noun
        if j in self.entries:
            return j
        for k in g.kids(j, "xcomp", "ccomp", "obj", "nsubj:pass", "conj", "nmod", "acl", "amod", "compound"):
            if g.tokens[k].dep in {"acl:relcl", "amod", "compound"} or (
                g.tokens[k].dep == "acl" and g.tokens[k].tag != "VB"
            ):
                continue
            found = self._act_under(k, depth + 1)
            if found is not None:
                return found
        return None

    def _operator(self, i: int, entry: Entry) -> Act | None:
        g = self.g
        op = entry.op or ""
        agent, passive = g.agent(i), g.passive(i)
        sources = (g.np(agent) if agent is not None else []) if passive else g.subject_parties(i)
        inner = self._build_inner(i)
        act = self._compose(i, i, entry, op, sources, inner, passive)
        if act:
            act.passive = passive
        return act

    def _noun_operator(self, i: int, entry: Entry) -> Act | None:
        """A noun such as "readiness to cooperate" or "a request for talks", where a verb carries it."""
        g = self.g
        head = g.tokens[i].head
        verb = (
            head
            if g.tokens[head].pos == "VERB" and g.tokens[i].dep.split(":")[0] in {"obj", "nsubj", "obl", "conj"}
            else None
        )
        if verb is None:
            return None
        if head in self.entries and self.entries[head].op:
            return None
        if self._carries(verb, i, entry) != "real":
            return None
        subject = g.agent(verb) if g.passive(verb) else g.subject(verb)
        sources = g.np(subject) if subject is not None else []
        return self._compose(i, verb, entry, entry.op or "", sources, self._build_inner(i), False)

    def _build_inner(self, i: int) -> Act | None:
        inner = next((j for j, op in self.inner_of.items() if op == i), None)
        if inner is None:
            return None
        entry = self.entries[inner]
        if entry.op:
            built = self._build_inner(inner)
            if self.g.tokens[inner].pos == "VERB":
                act = self._operator(inner, entry)
            else:
                act = Act(inner, inner, entry, entry.cameo)
            if act is None:
                act = Act(inner, inner, entry, entry.cameo)
            act.inner = act.inner or built
            return act
        if self.g.tokens[inner].pos == "VERB":
            return self._verb_act(inner, entry) or Act(inner, inner, entry, entry.cameo)
        return self._noun_act(inner, entry, inside=True) or Act(inner, inner, entry, entry.cameo)

    def _compose(
        self, i: int, anchor: int, entry: Entry, op: str, sources: list[Mention], inner: Act | None, passive: bool
    ) -> Act | None:
        g = self.g
        if op in {"accept", "agree"} and g.negated(anchor):
            op, entry = "reject", Entry(entry.lemma, "op:reject", "120", "reject")
        if op in {"agree", "decide"} and inner and g.tokens[inner.anchor].pos == "VERB" and g.negated(inner.anchor):
            op, act_entry = "reject", Entry(entry.lemma, "op:reject", "120", "reject")
            entry, inner.status = act_entry, "denied"
        if entry.lemma in _OWNS_TO and inner and g.tokens[inner.anchor].pos == "VERB" and g.past(inner.anchor):
            return Act(i, anchor, entry, "", sources, inner=inner)  # "confirmed that it had supplied A": it did
        kind = inner.entry.category if inner else None
        if inner and inner.entry.lemma in {"tell", "inform", "notify", "brief"}:
            kind = None
        if inner and inner.entry.op in {"stop", "lift"}:
            kind = "yield" if op in {"request", "demand", "propose"} else "reduce"
        act = Act(i, anchor, entry, entry.cameo, sources, inner=inner)
        targets: list[Mention] = []
        own = set(states_of(sources))
        objects = g.kids(i, "obj", "iobj") + [
            j
            for c in ("on", "upon", "with", "from", "to", "for", "of", "against", "by")
            for j in g.kids(i, "obl", "nmod")
            if g.case(j) == c
        ]
        if passive:
            objects = g.kids(i, "nsubj:pass", "nsubj") + objects
        if g.tokens[i].pos != "VERB":
            objects += [j for j in g.kids(anchor, "obl", "obj", "iobj") if j != i]
        for j in objects:
            if j not in g.dates and not g.locative(j) and j != g.agent(i):
                targets += [m for m in g.np(j) if self._other(m, sources)]
        if inner:
            targets = targets or [m for m in [*inner.sources, *inner.targets] if not set(m.states) <= own]
        if entry.lemma in {"want", "wish", "seek", "need"}:
            targets = [
                m
                for j in [*g.kids(i, "obj"), *(k for j in g.kids(i, "xcomp", "ccomp") for k in g.kids(j, "nsubj"))]
                for m in g.np(j)
                if not set(m.states) & own
            ]
        elif not targets:
            for j in [*g.kids(i, "ccomp", "xcomp"), *objects]:
                if j not in g.dates:
                    targets += [m for m in self._below(j) if self._other(m, sources)]
                    if targets:
                        break
        act.targets = targets
        mutual_ops = {"agree", "decide", "plan", "accept", "approve", "order"}
        if op in mutual_ops and len(own) > 1:  # what both agree upon concerns them, whoever else it names
            act.targets = targets = [
                m for j in g.kids(i, "obl") if g.case(j) == "with" and not g.locative(j) for m in g.np(j)
            ]
        act.mutual = op in mutual_ops and (
            len(own) > 1
            or (
                kind in {"consult", "sign", "coop"}
                and op in {"agree", "decide"}
                and bool(set(states_of(targets)) - own)
                and any(g.case(j) == "with" for j in g.kids(i, "obl"))
            )
        )
        if passive and not sources and op in mutual_ops:
            both = self.context.both(None)
            named = distinct([*targets])
            act.sources = named if len(states_of(named)) > 1 else both
            act.targets, act.mutual = [], True
            act.basis = "context"
        wants = entry.lemma in _WANTS and op == "request" and not passive and g.tokens[i].pos == "VERB"
        if wants and inner and not targets and not g.kids(i, "obj") and inner.anchor in g.kids(i, "xcomp"):
            self._intended(act, inner, own)
            return act if act.cameo and act.sources else None
        if op in {"plan", "decide", "hope"}:
            cameo = None
            if op == "decide" and len(own) > 1:
                cameo = lexicon.compose("agree", kind) if kind else "030"
        elif op == "order":
            cameo = "030" if len(own) > 1 else None
        elif op == "deny":
            cameo = "016" if self._charged(i, own) else None
        else:
            cameo = lexicon.compose(op, kind)
        if (
            op == "agree"
            and kind is None
            and entry.lemma in {"confirm", "reaffirm", "undertake", "commit", "advocate", "open", "ready", "prepared"}
            and len(own) < 2
            and not act.targets
        ):
            cameo = None
        act.cameo = cameo or ""
        self._inner_status(act, op)
        self._settle(act, anchor, status="happened" if op == "reject" and entry.lemma in {"accept", "agree"} else None)
        if (
            entry.lemma in {"want", "wish", "seek", "push", "press"}
            and not inner
            and not any(
                set(states_of(g.np(j))) - own
                for j in objects + g.kids(i, "xcomp", "ccomp")
                for j in [j, *g.kids(j, "nsubj")]
            )
        ):
            return None
        if act.status == "denied" and op in mutual_ops | {"hope"}:
            return None
        if inner and op in {"request", "demand", "propose"} and not inner.sources:
            inner.sources = list(act.targets)
        return act if (act.cameo or act.inner) and (act.sources or act.targets or act.inner) else None

    def _intended(self, act: Act, inner: Act, own: set[str]) -> None:
        """ "A wants to help B": no request of anybody, but what A means to do."""
        harms = inner.entry.category in {"coerce", "force"}
        act.cameo = lexicon.compose("threaten" if harms else "agree", inner.entry.category) or ""
        act.entry = Entry(act.entry.lemma, "op:agree", act.cameo or "030", "threat" if harms else "agree")
        act.targets = [m for m in inner.targets if not set(m.states) <= own]
        act.mutual = len(own) > 1 and not act.targets and not harms
        act.inner = None
        self._settle(act, act.anchor)

    def _charged(self, i: int, own: set[str]) -> bool:
        """Whether a denial answers a charge: its words name one, or what the other side said or did."""
        g = self.g
        below = [j for k in g.kids(i, "obj", "ccomp", "xcomp", "nsubj:pass") for j in g.sentence.subtree(k)]
        if any(g.tokens[j].lemma in _CHARGES for j in below):
            return True
        if any(g.tokens[k].text.lower() in {"it", "this", "that", "them"} for k in g.kids(i, "obj")):
            return True  # what was said just before
        subjects = [k for c in g.kids(i, "ccomp") for k in g.kids(c, "nsubj", "nsubj:pass")]
        if any(set(states_of(g.np(k))) & own for k in subjects):
            return False
        return any(
            set(g.at[j].states) - own and not g.locative(j) and g.at[j].kind != "place" for j in below if j in g.at
        )

    def _inner_status(self, act: Act, op: str) -> None:
        """How real the governed act is: agreed and planned, asked for, refused."""
        inner = act.inner
        if inner is None:
            return
        if self.g.tokens[inner.anchor].pos == "VERB" and self.g.negated(inner.anchor):
            act.inner = None
            return
        refused = op == "reject" and inner.entry.category in {"sanction", "reduce"}
        bare = refused or op in {"plan", "decide", "hope"} or (op in {"agree", "accept", "approve"} and not act.cameo)
        if inner.entry.op or (inner.entry.category not in CARRIES_INNER and not bare):
            act.inner = None
            return
        if inner.entry.lemma in {"tell", "inform", "notify", "brief"}:
            act.inner = None  # to be told something is no talk
            return
        if op == "reject" and inner.entry.category in {"sanction", "reduce"} and not act.cameo:
            own = set(states_of(act.sources))
            inner.status = "denied"  # "ruled out that his government would expel diplomats"
            act.inner = inner if set(states_of(inner.sources)) & own else None
            return
        if inner.entry.category == "invite" and op in {"accept", "agree"} and inner.entry.frame == "invite":
            act.inner = None  # an invitation accepted is not one to come
            return
        status = {"agree": "planned", "decide": "planned", "plan": "planned", "accept": "planned", "approve": "planned",
                  "order": "planned", "request": "called for", "demand": "called for", "propose": "called for",
                  "hope": "called for"}.get(op)  # fmt: skip
        if status is None or (inner.entry.category == "sign" and op not in {"plan", "agree", "hope"}):
            act.inner = None
            return
        if status == "called for" and len(states_of(act.sources)) > 1 and not act.targets and not inner.targets:
            act.inner = None  # several ask a third party, not one another
            return
        if op == "decide" and inner.cameo.startswith("08"):
            status = "happened"  # who decides to lift sanctions lifts them
        inner.status = status
        known = distinct([*inner.sources, *inner.targets])
        if inner.entry.frame in {"mutual", "call", "exercise"} and len(states_of(known)) < 2:
            joined = distinct([*act.sources, *act.targets, *known])
            inner.sources, inner.targets, inner.mutual = joined, [], True
        elif inner.entry.frame == "visit" and not inner.targets:
            inner.targets = [m for m in act.targets if not set(m.states) & set(states_of(inner.sources))]
