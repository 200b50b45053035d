"""A document into reports: sentences, mentions, acts, and the context that carries from one sentence to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from detente import occasions, ontology
from detente.coding import background, details, forms, second
from detente.coding.act import Act, states_of
from detente.coding.acts import Finder
from detente.coding.asides import asides
from detente.coding.context import Context
from detente.coding.grammar import SAY, Grammar
from detente.coding.mentions import Memory, Mention, find_mentions
from detente.coding.merging import merged
from detente.coding.pairs import Pairs
from detente.coding.prepare import flatten_lines, merges, on_tokens, placed
from detente.coding.remains import remaining
from detente.coding.syntax import Sentence, split_sentences
from detente.coding.unsaid import may_tell, unsaid
from detente.dates import DateSpan, find_dates
from detente.events import Report
from detente.issues import issues_in
from detente.reading.document import Document

CODER = "detente-rules 1"
_LONGEST_TEXT = 2_000_000
_OFFICIAL = re.compile(
    r"\b(?:ministry|minister|department|embassy|transcript|briefing|spokesperson|government|press conference)\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:we|us|our|the\s+(?:minister|ministry|ambassador|embassy|government))\b", re.IGNORECASE)
_FATE = re.compile(r"\b(?:fog|bad weather|weather|typhoon|storm|snowfall|illness|ill health|election)\b", re.IGNORECASE)


class DocumentCoding(Pairs):
    """The coding of one document."""

    def __init__(self, document: Document, *, domestic: bool = False) -> None:
        self.document, self.domestic = document, domestic
        self.text = document.text[:_LONGEST_TEXT]
        self.spans: second.Spans = {}
        published = document.published
        self.before = ""  # the text of the sentence before
        self.memory = Memory(published, everyone=domestic)
        self.sentences = split_sentences(self.text)
        self.dates = find_dates(flatten_lines(self.text), published, document.published_precision)
        for sentence in self.sentences:  # once to learn names that only later sentences explain
            find_mentions(sentence.text, self.memory)
        self.mentions = [placed(find_mentions(s.text, self.memory), s.start) for s in self.sentences]
        title = find_mentions(document.title, self.memory) if document.title else []
        self.context = Context.of(published, document.published_precision, self._actors(), title)
        headed = [(document.title or "", title, 0)]
        told = [(s.text, m, s.start) for s, m in zip(self.sentences, self.mentions, strict=True)]
        self.context.venue = forms.venue(headed) or forms.venue([*headed, *told])
        self.context.everyone = domestic
        self.context.home = self._home()

    def _home(self) -> Mention | None:
        """The government that publishes the text, for whom "we" and "the Minister" stand."""
        publisher = self.document.publisher or ""
        official = _OFFICIAL.search(f"{publisher} {self.document.title or ''}")
        named = {s for m in find_mentions(publisher, Memory(self.document.published)) for s in m.states}
        joint = re.search(r"\b(?:joint|communiqu)", self.document.title or "", re.IGNORECASE)
        if not official or joint or len(named) > 1:
            return None
        state = next(iter(named), None)
        if state is None:
            title = find_mentions(self.document.title or "", Memory(self.document.published))
            named_first = [m.states[0] for m in title if m.kind == "state" and m.start == 0 and len(m.states) == 1]
            told_of = {s for m in title for s in m.states}
            if len([m for m in title if m.kind == "state"]) > 1:  # "Relations of A and B"
                return None
            if named_first:  # "Estonia expels …"
                return Mention(0, 0, "state", (named_first[0],), sector="GOV")
            ranked = [(s, n) for s, n in self.context.counts.most_common() if s not in told_of][:2]
            clear = len(ranked) == 1 or (len(ranked) > 1 and ranked[0][1] > ranked[1][1])
            state = ranked[0][0] if ranked and clear else None
        return Mention(0, 0, "state", (state,), sector="GOV") if state else None

    def _actors(self) -> Iterator[Mention]:
        """Mentions that name who acts, not where or over what."""
        for sentence, mentions in zip(self.sentences, self.mentions, strict=True):
            for mention in mentions:
                before = sentence.text[: mention.start - sentence.start].split()[-2:]
                if not {"in", "over", "near", "off", "about", "on"} & {word.lower() for word in before}:
                    yield mention

    def wanted(self) -> list[Sentence]:
        """The sentences worth parsing, prepared for the parser."""
        found = []
        starts = 0
        for sentence, mentions in zip(self.sentences, self.mentions, strict=True):
            while starts < len(self.dates) and self.dates[starts].text_end <= sentence.start:
                starts += 1
            dates = []
            k = starts
            while k < len(self.dates) and self.dates[k].text_start < sentence.end:
                dates.append(self.dates[k])
                k += 1
            if sentence.dateline or (
                not any(m.states or m.people or m.pair or m.bare or m.kind == "occasion" for m in mentions)
                and not self._continues(sentence)
            ):
                continue
            sentence.merged = merges(sentence, mentions, dates)
            sentence.asides = asides(sentence.text, sentence.start, mentions, dates)
            found.append(sentence)
        return found

    def _continues(self, sentence: Sentence) -> bool:
        if self.context.home and _OURS.search(sentence.text):
            return True
        return (bool(self.context.bilateral()) and may_tell(sentence.text)) or bool(
            re.search(r"\b(?:[Tt]hey|[Hh]e|[Ss]he|[Ii]t|ministers|leaders|talks|meeting|agreed)\b", sentence.text)
        )

    def reports(self) -> list[Report]:
        """The reports of the document, once its wanted sentences are parsed."""
        found: list[Report] = []
        for sentence, mentions in zip(self.sentences, self.mentions, strict=True):
            if sentence.tokens:
                found.extend(self._sentence(sentence, mentions))
            self.before = sentence.text
        return merged(found)

    def _sentence(self, sentence: Sentence, mentions: list[Mention]) -> list[Report]:
        at, dates = on_tokens(sentence, mentions, self.dates)
        grammar = Grammar(sentence, at, dates)
        self.context.resolve(grammar)
        finder = Finder(grammar, self.context)
        told = finder.find()
        acts = self._news(grammar, [*told, *unsaid(grammar, self.context, told)])
        found: list[Report] = []
        for act in acts:
            reports = list(self._reports(grammar, sentence, act, acts))
            found.extend([] if _only_tells(grammar, act, acts) else reports)
        found.extend(self._occasions(grammar, sentence, found))
        between = any(report.source != report.target for report in found)
        rest = remaining(grammar, finder.entries, within=not found) if self.domestic and not between else None
        if rest:
            found.extend(self._reports(grammar, sentence, rest, []))
        self.context.remember(grammar)
        return found

    def _news(self, g: Grammar, acts: list[Act]) -> list[Act]:
        """The acts, those that govern and those governed, without what the sentence only recalls."""
        promised = {act.anchor for act in acts if act.entry.category == "agree"}
        for act in acts:
            token = g.tokens[act.anchor]
            if token.dep == "xcomp" and token.tag == "VB" and token.head in promised and act.status == "happened":
                act.status = "planned"  # "promised to help" has not helped yet
        inner = {id(act): act.inner for act in acts if act.inner is not None}
        everything = [*acts, *inner.values()]
        kept: list[Act] = []
        for act in acts:
            if not self.domestic and background.recalled(
                g, act, details.own_date(g, act, everything, self.context.published)
            ):
                continue
            kept.append(act)
        for act in list(kept):
            governed = inner.get(id(act))
            if governed is None:
                continue
            dated = details.own_date(g, governed, everything, self.context.published)
            if dated is not None or g.speaker(act.anchor) is not None or not background.looks_back(g, act):
                kept.append(governed)
        return [act for act in kept if act.cameo]

    # Reports of one act -----------------------------------------------------------------------------------------------

    def _reports(self, g: Grammar, sentence: Sentence, act: Act, acts: list[Act]) -> Iterator[Report]:
        pairs = self._pairs(g, act)
        if not pairs:
            return
        coding = ontology.from_cameo(act.cameo)
        at = details.when(g, act, self.context, sentence.paragraph, acts)
        if at is None:
            return
        status = act.status
        published = self.document.published
        if status == "planned" and act.entry.category in {"sanction", "reduce"} and self._decreed(g, act):
            status = "happened"  # "will be denied visas by Japan, the ministry in Tokyo announced"
        ahead = bool(published and at.start > _last(published, self.document.published_precision))
        if ahead and published and act.entry.frame in {"invite", "op:agree", "op:decide", "op:propose", "op:request"}:
            at = details.When(
                published, published, self.document.published_precision, "publication"
            )  # the day is that of the deed spoken of
        elif status == "happened" and ahead and published:
            if g.past(act.anchor):  # what has happened has not happened on a day to come: the day is another's
                at = details.When(published, published, self.document.published_precision, "publication")
            else:
                status = "planned"
        elif (
            status == "happened"
            and published
            and at.end > published
            and at.precision != "day"
            and act.anchor == act.head
            and act.entry.frame == "visit"
            and g.tokens[act.head].pos == "NOUN"
        ):
            status = "planned"
        if act.entry.frame == "visit" and g.tokens[act.head].lemma == "invite" and published and at.end < published:
            return  # an invitation long past plans nothing
        anchor = g.tokens[act.anchor]
        if (
            act.entry.category == "coerce"
            and anchor.tag == "VBN"
            and anchor.dep in {"acl", "amod"}
            and at.basis != "text"
        ):
            return  # "Japanese abducted by the North": told as known, not as new
        if self._idle(g, act, sentence, at):
            return
        parties = [*act.sources, *act.targets]
        phrase = details.phrase_of(g, act, sentence)
        form = forms.form(act, phrase, parties)
        place_name = details.where(g, act, self.context, acts)
        if self.context.form == "call" and not place_name and forms.goes_on_talking(act, parties):
            form, act.cameo = "call", "041"  # what a telephone call was also about
            coding = ontology.from_cameo(act.cameo)
        occasion, known = details.occasion(g, act, at.start)
        if known and known.format == "cultural event" and act.entry.category == "consult":
            act.cameo = "060"
            coding = ontology.from_cameo(act.cameo)
        if known and act.entry.category in {"consult", "agree", "sign", "invite"}:
            place_name = place_name or known.place
            if at.basis == "publication" and status == "planned":
                at = details.When(known.date, known.date_end, "day", "text")
            if act.entry.lemma == "visit" and act.entry.frame == "visit" and g.tokens[act.head].lemma == "invite":
                form = known.format
        near = not self.document.published or abs((self.document.published - at.start).days) <= 3
        if not (place_name or known) and act.entry.category == "consult" and status == "happened" and near:
            place_name = self.context.venue if form not in {"call", "visit"} and act.cameo != "041" else None
        place, place_state, lat, lon = details.place_facts(place_name)
        if form == "visit":
            form = forms.group_visit(place, phrase, parties) or form
        speaker = g.speaker(act.anchor)
        voice = self._voice(g, speaker, act)
        issues = forms.issues(g, act, sentence.text, sentence.start, acts) or forms.inherited(
            act, sentence.text, self.before, self.document.title or ""
        )
        firsts = (
            forms.firsts(g, act, sentence.text, sentence.start, place, form) if act.entry.category == "consult" else ()
        )
        mode = coding.mode
        if act.entry.frame == "host":
            mode = "host"
        elif (
            act.cameo == "040"
            and form not in {None, "call"}
            and act.entry.lemma in {"meet", "meeting", "summit", "see"}
        ):
            mode = "meet"
        participants = tuple(dict.fromkeys(p for m in [*parties, *self._present(g, act)] for p in m.people))
        undated = status == "planned" and at.basis == "publication" and act.entry.category in {"consult", "coop"}
        empty = undated and not (form or issues or occasion or place)  # a plan without a day, a form or a matter
        for source, target, reciprocal in [] if empty else pairs:
            second.note(self.spans, sentence, *source, *target)
            yield Report(
                date=at.start, date_end=None if at.start == at.end else at.end, precision=at.precision,
                date_basis=at.basis, source=source[0], target=target[0], source_actor=details.actor_of(source[1]),
                target_actor=details.actor_of(target[1]),
                source_sector=details.sector_of(source[1]), target_sector=details.sector_of(target[1]),
                type=coding.type, mode=mode, quad=coding.quad, cameo=act.cameo, contexts=coding.contexts,
                goldstein=coding.goldstein, reciprocal=reciprocal, status=status, voice=voice, place=place,
                place_state=place_state, lat=lat, lon=lon, issues=issues, format=form, participants=participants,
                occasion=occasion, firsts=firsts,
                passage=self.document.text[sentence.start : sentence.end], start=sentence.start, end=sentence.end,
                document=self.document.id, confidence=round(act.sure, 2), coder=CODER,
            )  # fmt: skip
        main = background.clause_of(g, act.anchor)[1].split(":")[0] in {"root", "ccomp", "parataxis"}
        if main and status == "happened" and at.basis == "text" and not g.pluperfect(act.anchor):
            span = DateSpan(at.start, at.end, at.precision, sentence.start, sentence.end, True)
            self.context.told, self.context.told_paragraph = span, sentence.paragraph
            if self._current(at):
                self.context.date, self.context.date_paragraph = span, sentence.paragraph
        if place:
            self.context.place = place
        if act.entry.category == "consult" and status == "happened" and form:
            self.context.form = form
        both = tuple(dict.fromkeys(s for pair in pairs for s in (pair[0][0], pair[1][0])))
        if (
            len(both) == 2
            and status in {"happened", "planned"}
            and act.sure >= 0.5
            and (act.mutual or act.entry.category == "consult" or set(both) == set(self.context.main()))
        ):
            self.context.pair = both
            people = tuple(m for m in parties if m.people and m.states)
            if (people and (status == "happened" or not self.context.pair_people)) or set(both) != {
                s for m in self.context.pair_people for s in m.states
            }:
                keep = [
                    m
                    for m in self.context.pair_people
                    if m.states[0] in both and m.level not in {p.level for p in people if p.states == m.states}
                ]
                self.context.pair_people = (*keep, *people)

    def _idle(self, g: Grammar, act: Act, sentence: Sentence, at: details.When) -> bool:
        """Whether an act is none between the two: put off by the weather, regretted of no one, merely to go on."""
        if act.entry.op == "stop" and _FATE.search(self.text[sentence.start : sentence.end + 400]):
            return True
        if act.entry.op == "stop" and _FATE.search(self.document.title or ""):
            return True
        if act.entry.lemma == "regret" and not act.targets:
            complement = [*g.kids(act.head, "nmod", "acl", "obj", "ccomp"), *g.kids(act.anchor, "ccomp", "obl")]
            if not any(j not in g.dates for j in complement if j != act.head):
                return True
        vague = act.status in {"planned", "called for"} and at.basis == "publication"
        return vague and act.entry.category == "consult" and background.goes_on(g, act)

    def _decreed(self, g: Grammar, act: Act) -> bool:
        """Whether a measure still to come is announced by the state that takes it."""
        speaker = g.speaker(act.anchor)
        if speaker is None or g.tokens[g.tokens[speaker].head].lemma not in {"announce", "decide", "declare", "order"}:
            return False
        return bool(set(states_of(g.np(speaker))) & set(states_of(act.sources)))

    def _current(self, at: details.When) -> bool:
        """Whether a date may be that of what the text goes on to tell: a day or month not long before publication."""
        published = self.document.published
        if published is None or self.document.published_precision != "day":
            return at.precision != "year"
        return at.precision == "day" and (published - at.start).days <= 10

    def _voice(self, g: Grammar, speaker: int | None, act: Act) -> str:
        if act.head == act.anchor and act.cameo in {"012", "013"} and act.entry.lemma in SAY:
            speaker = g.subject(act.head)  # a statement is told by who makes it
        if speaker is None:
            return "author"
        for mention in [*g.np(speaker), *([g.at[speaker]] if speaker in g.at else [])]:
            return (mention.people[0] if mention.people else mention.actor) or "author"
        return "author"

    def _present(self, g: Grammar, act: Act) -> list[Mention]:
        """People named in the phrase of a meeting beside its parties."""
        if act.entry.category != "consult":
            return []
        states = set(states_of([*act.sources, *act.targets]))
        return [
            m for m in (g.at[j] for j in g.clause(act.head) if j in g.at)
            if m.people and (not m.states or set(m.states) & states)
        ]  # fmt: skip

    # Named occasions --------------------------------------------------------------------------------------------------

    def _occasions(self, g: Grammar, sentence: Sentence, found: list[Report]) -> Iterator[Report]:
        """Occasions of two states that the sentence names and dates: "the Helsinki Summit on July 16"."""
        for mention in g.at.values():
            if mention.kind != "occasion":
                continue
            known = occasions.occasion(mention.actor or "", self.document.published)
            if known is None or len(known.states) != 2 or any(r.occasion == known.name for r in found):
                continue
            spans = [d for d in g.dates.values() if d.start <= known.date_end and known.date <= d.end]
            if not any(d.precision == "day" or known.format == "cultural event" for d in spans):
                continue
            published = self.document.published
            cameo, mode = ("060", None) if known.format == "cultural event" else ("040", "meet")
            ahead = published is not None and known.date > _last(published, self.document.published_precision)
            place, place_state, lat, lon = details.place_facts(known.place)
            coding = ontology.from_cameo(cameo)
            span = min(spans, key=lambda d: d.precision != "day")
            named = span.precision == "year" or (span.precision == "day" and known.date <= span.start)
            first, last = (span.start, span.end) if named else (known.date, known.date_end)
            yield Report(
                date=first, date_end=None if first == last else last, precision=span.precision, source=known.states[0],
                target=known.states[1], type=coding.type, mode=mode, quad=coding.quad, cameo=cameo,
                contexts=coding.contexts, goldstein=coding.goldstein, reciprocal=True,
                status="planned" if ahead else "happened", place=place, place_state=place_state, lat=lat, lon=lon,
                issues=issues_in(sentence.text), format=known.format, occasion=known.name,
                passage=self.document.text[sentence.start : sentence.end], start=sentence.start, end=sentence.end,
                document=self.document.id, confidence=0.7, coder=CODER,
            )  # fmt: skip


def _only_tells(g: Grammar, act: Act, others: list[Act]) -> bool:
    """Whether telling is no act beside what is told: "told Lavrov that the build-up was regrettable"."""
    if act.entry.lemma not in {"tell", "inform", "notify", "brief"} or act.entry.category != "consult":
        return False
    return any(other is not act and act.anchor in g.sentence.ancestors(other.anchor) for other in others)


def _last(published: date, precision: str) -> date:
    if precision == "year":
        return published.replace(month=12, day=31)
    if precision == "month":
        month = published.month % 12 + 1
        return date(published.year + (published.month == 12), month, 1)
    return published
