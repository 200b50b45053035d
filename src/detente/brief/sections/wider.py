"""Section 6: the camps of the states that the record knows, where the two stand, and what their turning would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.brief import words
from detente.brief.model import Block, Paragraph, Section, Sentence, Table

if TYPE_CHECKING:
    from detente.brief.sentences import Writer
    from detente.measures.balance import Balance, Tie

TITLE = "The wider balance"
FEWEST_TIES = 3
MOST_NAMED = 10


def section(writer: Writer) -> Section:
    """The section; only its reason where too few ties are known."""
    writer.begin("s6")
    inputs = writer.inputs
    found = inputs.balance
    if found is None or found.edges < FEWEST_TIES:
        return Section(6, "wider", TITLE, (), writer.say("wider.reason", day=writer.day(inputs.until)))
    whole = writer.say(
        "wider.whole", day=writer.day(found.date), states=writer.bare("balance.states"),
        edges=writer.counted("tie", "balance.edges"), negative=writer.bare("balance.negative"),
        undecided=writer.bare("balance.undecided"),
        region=words.name(f"the region {inputs.region}" if inputs.region else "all regions", "word"),
    )  # fmt: skip
    strain = "wider.strained" if found.optimal else "wider.strained_at_most"
    frustration = writer.say(
        strain, frustration=writer.bare("balance.frustration"), camps=writer.counted("camp", "balance.camps")
    )
    blocks: list[Block] = [Paragraph((whole, frustration, _stand(writer, found), _tie(writer, found)))]
    blocks += [_camps(writer, found), Paragraph((_strained(writer, found), *_turning(writer, found)))]
    return Section(6, "wider", TITLE, tuple(blocks))


def _stand(writer: Writer, found: Balance) -> Sentence:
    a, b = writer.inputs.a, writer.inputs.b
    camp = {state: number for number, members in enumerate(found.camps) for state in members}
    names = {"a": writer.state(a), "b": writer.state(b)}
    missing = [state for state in (a, b) if state not in camp]
    if missing:
        return writer.say("wider.absent", states=writer.names([words.state_name(s) for s in missing], "state"))
    return writer.say("wider.together" if camp[a] == camp[b] else "wider.apart", **names)


def _tie(writer: Writer, found: Balance) -> Sentence:
    """The tie of the two, as the index gives it: above zero, below, or neither."""
    now = writer.inputs.now
    if now is None or now.low is None or now.high is None or now.low <= 0 <= now.high:
        return writer.say("wider.tie_none")
    return writer.say("wider.tie_friendly" if now.low > 0 else "wider.tie_hostile")


def _camps(writer: Writer, found: Balance) -> Table:
    rows = []
    for number, members in enumerate(found.camps, start=1):
        share = found.capability.get(str(number))
        named = writer.names([words.state_name(state) for state in members[:MOST_NAMED]], "state")
        more = len(members) - MOST_NAMED
        rows.append((
            writer.plain(writer.bare("camp.number", str(number))),
            writer.plain(writer.bare("camp.size", str(number))),
            writer.plain(writer.number("camp.share", str(number), style="share", unit="%"))
            if share is not None
            else writer.say("plain.unknown"),
            writer.say("wider.members_more", named=named, more=writer.bare("camp.more", str(number)))
            if more > 0
            else writer.plain(named),
        ))  # fmt: skip
    return Table(writer.say("wider.caption"), ("Camp", "States", "Share of capability", "Members"), tuple(rows), (1, 2))


def _strained(writer: Writer, found: Balance) -> Sentence:
    pair = {writer.inputs.a, writer.inputs.b}
    theirs = [tie for tie in found.frustrated if {tie.a, tie.b} & pair]
    if not found.frustrated:
        return writer.say("wider.none_strained")
    if not theirs:
        return writer.say("wider.strained_elsewhere")
    return writer.say("wider.strained_theirs", ties=writer.names([_pair(tie) for tie in theirs[:MOST_NAMED]], "word"))


def _pair(tie: Tie) -> str:
    return f"{words.state_name(tie.a)} with {words.state_name(tie.b)}"


def _turning(writer: Writer, found: Balance) -> list[Sentence]:
    known = {turner.state for turner in found.turners}
    return [
        writer.say("wider.turn", state=writer.state(state), margin=writer.bare("turner.margin", state))
        for state in (writer.inputs.a, writer.inputs.b)
        if state in known
    ]
