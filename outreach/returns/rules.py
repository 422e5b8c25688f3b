"""Who may see and sign a return, which step comes next, and what a performance table scores."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar

from outreach.accounts.model import Person, Role
from outreach.kernel.refusal import Refusal
from outreach.returns.model import (
    NEXT,
    SENDS_BACK,
    Definition,
    Line,
    Return,
    State,
    Unit,
    UnitKind,
    Verb,
)

SIGNED = frozenset({State.SIGNED, State.FROZEN})
SIGNING = (Verb.COMPILED, Verb.CHECKED, Verb.SIGNED)


@dataclass(eq=False)
class ReturnChanged(Refusal):
    """Somebody else took a step, or changed a figure, after this page was opened."""

    code: ClassVar[str] = "return-changed"
    return_id: int
    name: str


@dataclass(eq=False)
class NotThisStep(Refusal):
    """The return is not at the point from which this step leads."""

    code: ClassVar[str] = "not-this-step"
    return_id: int
    state: str
    verb: str


@dataclass(eq=False)
class SamePersonAgain(Refusal):
    """Compiling, checking and signing are three people's, where there are three."""

    code: ClassVar[str] = "same-person-again"
    return_id: int
    done: str
    others: tuple[str, ...]


@dataclass(eq=False)
class NotComplete(Refusal):
    """Cells by hand are empty, targets are not approved, or a missed one has no reason."""

    code: ClassVar[str] = "return-not-complete"
    return_id: int
    by_hand: tuple[str, ...]
    targets: tuple[str, ...]
    missed: tuple[str, ...]


@dataclass(eq=False)
class TargetsLocked(Refusal):
    """An approved target changes only with a reason, which stays beside it."""

    code: ClassVar[str] = "targets-locked"
    status: ClassVar[int] = 422
    return_id: int


@dataclass(eq=False)
class NothingLate(Refusal):
    """A second version of a frozen return, though the ledger still says the same."""

    code: ClassVar[str] = "nothing-late"
    return_id: int


@dataclass(eq=False)
class RoundIsThere(Refusal):
    """The form was asked for already for this year or month."""

    code: ClassVar[str] = "round-is-there"
    year: int
    month: int
    name: str


@dataclass(eq=False)
class TemplateChanged(Refusal):
    """Somebody else edited the template since this page was opened."""

    code: ClassVar[str] = "template-changed"
    slug: str
    newest: int


def works_for(person: Person, unit: Unit) -> bool:
    """Whether a unit's returns are the person's business: the unit's own people, and those above.

    A county's city may fill for it (代填); the province may for all.
    """
    if person.runs_the_province:
        return True
    match unit.kind:
        case UnitKind.PROVINCE:
            return False
        case UnitKind.CITY:
            return unit.code in person.scopes(Role.CITY)
        case UnitKind.COUNTY:
            return person.watches_county(unit.code)
        case UnitKind.VENUE:
            return unit.code in person.scopes(Role.VENUE)


def may_read(person: Person, found: Return) -> bool:
    """Viewers read what is signed; everybody else what is their business."""
    return works_for(person, found.unit) or (person.has(Role.VIEWER) and found.state in SIGNED)


def on_behalf(person: Person, unit: Unit) -> bool:
    """Whether somebody above fills for a county or venue (代填)."""
    if unit.kind is UnitKind.COUNTY:
        return unit.code not in person.scopes(Role.COUNTY)
    return unit.kind is UnitKind.VENUE and unit.code not in person.scopes(Role.VENUE)


def signers(unit: Unit) -> tuple[tuple[Role, str | None], ...]:
    """Whose names may stand below a unit's form: its own people and those of the unit above."""
    match unit.kind:
        case UnitKind.PROVINCE:
            return ((Role.PROVINCE, None), (Role.ADMIN, None))
        case UnitKind.CITY:
            return ((Role.CITY, unit.code), (Role.PROVINCE, None))
        case UnitKind.COUNTY:
            return ((Role.COUNTY, unit.code), (Role.CITY, unit.city_code))
        case UnitKind.VENUE:
            return ((Role.VENUE, unit.code), (Role.PROVINCE, None))


def check_step(found: Return, verb: Verb) -> None:
    """A step forward from its own state; sending back from any that is signed by somebody."""
    allowed = found.state in SENDS_BACK if verb is Verb.SENT_BACK else NEXT.get(found.state) is verb
    recompiles = verb is Verb.COMPILED and found.state is State.COMPILED
    if not allowed and not recompiles:
        raise NotThisStep(return_id=found.id, state=found.state, verb=verb)


def check_person(
    found: Return, *, by: int, done: Mapping[Verb, int], entitled: Mapping[int, str]
) -> bool:
    """Refuse somebody who signed a step before while another is there who did not.

    Answers whether the person signs again because nobody else is entitled. `done` are the steps
    of this turn with who took them; `entitled` are names by person.
    """
    mine = [verb for verb, who in done.items() if who == by]
    if not mine:
        return False
    others = tuple(name for who, name in entitled.items() if who not in done.values())
    if others:
        raise SamePersonAgain(return_id=found.id, done=mine[0], others=others)
    return True


def score(line: Line, *, target: int | None, actual: int | None) -> int | None:
    """An indicator's points by how far its target was reached, rounded half up; never above them.

    None without a target or a figure. A target of nothing is reached.
    """
    if target is None or actual is None:
        return None
    if target <= 0 or actual >= target:
        return line.points
    return (2 * line.points * max(actual, 0) + target) // (2 * target)


def is_missed(*, target: int | None, actual: int | None) -> bool:
    return target is not None and (actual or 0) < target


def unmet(
    definition: Definition,
    *,
    actual: Mapping[str, int | None],
    targets: Mapping[str, int],
    reasons: Mapping[str, str],
) -> list[Line]:
    """Indicators that missed their target without saying why."""
    return [
        line
        for line in definition.lines
        if is_missed(target=targets.get(line.key), actual=actual.get(line.key))
        and not reasons.get(line.key)
    ]


def may_edit_templates(person: Person) -> bool:
    return person.has(Role.ADMIN)


def labels_of(lines: Collection[Line]) -> tuple[str, ...]:
    return tuple(line.label for line in lines)
