"""One line of a list of activities, cell by cell: what it says, what is wrong, what is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from outreach.ledger import import_cells
from outreach.ledger.import_header import Table
from outreach.ledger.import_model import SKIP, Ask, Given, Topic, digest
from outreach.ledger.import_words import narrow
from outreach.province.cells import Cell, Count, UnreadableCell, shown, text
from outreach.province.list_counties import Gazetteer, Place, agree
from outreach.province.list_lines import Reading
from outreach.web.personal import holds_personal_number

LONGEST = 100  # of a title, a place or a unit, as the form asks
MOST_OFFERED = 8  # schools to choose from


class LeftOut(Exception):
    """The officer said that this line is not to be recorded."""


@dataclass(frozen=True, slots=True)
class KnownSchool:
    id: int
    name: str
    pupils: int | None
    by_grade: Mapping[int, int] = field(default_factory=dict)


class Roll:
    """The schools of one county, as lists name them."""

    def __init__(self, schools: Sequence[KnownSchool], *, county: str) -> None:
        self._schools = schools
        self._before = (narrow(county), narrow(county[:-1]))
        self._by_name: dict[str, list[KnownSchool]] = {}
        for school in schools:
            for name in {narrow(school.name), self._short(school.name)}:
                self._by_name.setdefault(name, []).append(school)

    def named(self, name: str) -> KnownSchool | None:
        """The one school of this name, with or without the county's before it."""
        exact = [school for school in self._schools if school.name == name]
        if len(exact) == 1:
            return exact[0]
        found = self._by_name.get(narrow(name)) or self._by_name.get(self._short(name)) or []
        return found[0] if len(found) == 1 else None

    def like(self, name: str) -> list[KnownSchool]:
        """Schools that the name may mean: its signs stand in theirs, in this order."""
        signs = self._short(name).removesuffix("学校") or narrow(name)
        found = [s for s in self._schools if signs and _stand_in(signs, narrow(s.name))]
        return sorted(found, key=lambda school: len(school.name))[:MOST_OFFERED]

    def _short(self, name: str) -> str:
        plain = narrow(name)
        for before in self._before:
            if plain.startswith(before) and len(plain) > len(before) + 1:
                return plain.removeprefix(before)
        return plain


def _stand_in(signs: str, name: str) -> bool:
    rest = iter(name)
    return all(sign in rest for sign in signs)


class LineReading(Reading):
    """A line while it is read: gathers complaints and questions, and does not stop at the first."""

    def __init__(
        self, table: Table, row: Sequence[Cell], *, covered: frozenset[int], given: Given
    ) -> None:
        super().__init__(table.header, row)
        self.table = table
        self.asks: list[Ask] = []
        self._covered = covered
        self._given = given

    def has(self, fact: str) -> bool:
        return bool(text(self.of(fact)))

    def answer(self, ask: Ask) -> str | None:
        """What was answered; otherwise the question is kept for the page."""
        given = self._given.answers.get(ask.key) or self._given.answers.get(ask.group)
        if given == SKIP:
            raise LeftOut
        if given in ask.choices:
            return given
        self.asks.append(ask)
        return None

    def words(self, ask: Ask) -> str | None:
        return self._given.words.get(ask.key)

    def short(self, fact: str, *, most: int = LONGEST) -> str:
        """A cell of free text: not too long, and nobody's number in it."""
        plain = import_cells.words(self.of(fact))
        self._check(plain, fact, most)
        return plain

    def names(self, fact: str) -> tuple[str, ...]:
        found = import_cells.names(self.of(fact))
        for name in found:
            self._check(name, fact, LONGEST)
        return found

    def _check(self, plain: str, fact: str, most: int) -> None:
        if len(plain) > most:
            self.complain("text-too-long", self.column(fact), facts={"most": str(most)})
        elif holds_personal_number(plain):
            self.complain("personal-number", self.column(fact))

    def number(self, fact: str, *, most: int) -> Count | None:
        """A count, which must stand in its own line: a merged cell counts for one of them."""
        place = self.column(fact)
        if place is not None and place in self._covered and self.has(fact):
            self.complain("count-merged", place)
            return None
        try:
            return import_cells.count(self.cell(place), most=most)
        except UnreadableCell as unreadable:
            self.complain(unreadable.code, place, facts=unreadable.facts)
            return None

    def minutes(self) -> int | None:
        try:
            return import_cells.minutes(self.of("minutes"))
        except UnreadableCell as unreadable:
            self.complain(unreadable.code, self.column("minutes"))
            return None

    def county(self, gazetteer: Gazetteer, *, usual: Sequence[str], from_title: bool) -> str | None:
        """The county, asked where several fit; `usual` where the line says nothing."""
        place = self._told_county(gazetteer)
        if place is None:
            return None
        if not place.counties:
            if len(usual) != 1:
                self.complain("county-missing", self.column("county"))
                return None
            if from_title:
                name = gazetteer.counties[usual[0]][0]
                self.remark("county-from-title", None, county=name)
            return usual[0]
        if len(place.counties) > 1:
            said = "/".join(filter(None, (text(self.of("county-code")), text(self.of("county")))))
            key = digest(Topic.COUNTY, said, text(self.of("township")), *place.counties)
            return self.answer(
                Ask(Topic.COUNTY, key, key, place.counties, said, {"reason": place.reason or ""})
            )
        if place.note:
            name = gazetteer.counties[place.counties[0]][0]
            self.remark(place.note, "county", county=name)
        return place.counties[0]

    def _told_county(self, gazetteer: Gazetteer) -> Place | None:
        said: list[Place | None] = []
        ways: tuple[tuple[str, Callable[[Cell], Place]], ...] = (
            ("county-code", gazetteer.by_code),
            ("county", gazetteer.by_code_or_name),
        )
        for fact, read in ways:
            said.append(None)
            if self.has(fact):
                try:
                    said[-1] = read(self.of(fact))
                except UnreadableCell as unreadable:
                    self.complain(unreadable.code, self.column(fact), facts=unreadable.facts)
                    return None
        return gazetteer.settle(agree(*said), self.of("township"))

    def school(self, roll: Roll, *, county: str) -> tuple[KnownSchool | None, bool]:
        """The school a line names, and whether all about it is settled; without a cell nobody's.

        Asked where the register has none of this name: another one, or the place only.
        """
        name = import_cells.words(self.of("school"))
        if not name:
            return None, True
        known = roll.named(name)
        if known is not None:
            return known, True
        offered = {str(school.id): school for school in roll.like(name)}
        key = digest(Topic.SCHOOL, county, name)
        facts = {number: school.name for number, school in offered.items()}
        ask = Ask(Topic.SCHOOL, key, key, (*offered, "place"), shown(name), facts)
        answer = self.answer(ask)
        return (offered.get(answer), True) if answer else (None, False)
