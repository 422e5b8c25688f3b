"""Facts without a database, and a small province with a ledger and returns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from outreach.accounts.model import Person, Role
from outreach.kernel.db import Database, Tx
from outreach.ledger import actions as ledger
from outreach.ledger.model import Activity, Entry, Kind, Label
from outreach.ledger.return_model import Fact
from outreach.returns import actions, queries, template_actions, template_queries
from outreach.returns.model import Line, Measure, Return, Rule, Unit, UnitKind
from tests import make

XUNWU, ANYUAN, NANCHANG = "360734", "360726", "360121"
CITY = "360700"
YEAR = 2025
COUNTY_UNIT = Unit(UnitKind.COUNTY, XUNWU, "寻乌县", "Xunwu")
CITY_UNIT = Unit(UnitKind.CITY, CITY, "赣州市", "Ganzhou")
PROVINCE_UNIT = Unit(UnitKind.PROVINCE, "province", "江西省", "Jiangxi")

_ids = count(1)


def fact(**said: object) -> Fact:
    """A talk with sixty people in Xunwu, unless another thing is said."""
    number = next(_ids)
    usual: dict[str, object] = {
        "id": number,
        "revision": 1,
        "number": f"H25-{number:05d}",
        "day": date(YEAR, 5, 20),
        "kind": Kind.TALK.value,
        "audience": "school",
        "county_code": XUNWU,
        "venue_id": None,
        "school_id": None,
        "partners": 0,
        "own_programme": None,
        "labels": frozenset(),
        "onsite": 60,
        "pupils": 55,
        "online": None,
        "minutes": 90,
        "days": 1,
        "kilometres": None,
        "volunteers": None,
        "volunteer_hours": None,
    }
    return Fact(**usual | said)  # type: ignore[arg-type]


def rule(measure: Measure = Measure.ONSITE, **conditions: object) -> Rule:
    return Rule(measure, **conditions)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Ground:
    """People of a province, and how a return of theirs is found."""

    admin: Person
    province: Person
    city: Person
    county: Person
    viewer: Person

    def return_of(self, tx: Tx, slug: str, unit: Unit, *, year: int = YEAR) -> Return:
        found = [
            each
            for each in queries.listed(tx, self.admin, unit=unit, year=year)
            if each.round.version.slug == slug
        ]
        return found[-1]


def lay(database: Database, *slugs: str, now: datetime = make.NOW) -> Ground:
    """The true divisions, a few people, and the forms named (all yearly ones else) asked for."""
    with database.writing() as tx:
        make.province(tx)
        people = Ground(
            admin=make.person(tx, role=Role.ADMIN, name="管理员"),
            province=make.person(tx, role=Role.PROVINCE, name="省协调员"),
            city=make.person(tx, role=Role.CITY, scope=CITY, name="市科协"),
            county=make.person(tx, role=Role.COUNTY, scope=XUNWU, name="县科协"),
            viewer=make.person(tx, role=Role.VIEWER, name="领导"),
        )
        template_actions.take_in_packaged(tx, by=people.admin.id, now=now)
        for version in template_queries.newest(tx):
            if version.slug in (slugs or ("national", "association")):
                actions.open_round(tx, version, year=YEAR, by=people.admin.id, now=now)
    return people


def tell(
    tx: Tx,
    *,
    kind: Kind = Kind.TALK,
    day: date = date(YEAR, 5, 20),
    county: str = XUNWU,
    onsite: int | None = 60,
    labels: Sequence[Label] = (),
    by: int,
    **more: object,
) -> Activity:
    """An activity of the ledger, as an officer tells it."""
    entry = Entry(
        kind=kind,
        title="报告",
        day=day,
        county_code=county,
        place="礼堂",
        lead="县科协",
        onsite=onsite,
        labels=tuple(labels),
        **more,  # type: ignore[arg-type]
    )
    return ledger.record_activity(
        tx,
        entry=entry,
        answers=(),
        person_id=by,
        on_behalf=False,
        now=make.NOW,
        token=f"told-{next(_ids)}",
    )


def compile_now(database: Database, found: Return, by: Person) -> None:
    """As the page does it: counted in one snapshot, then written."""
    with database.reading() as tx:
        found = queries.version_row(tx, found.id)
        counted = queries.count_now(tx, found)
    with database.writing() as tx:
        actions.compile_return(tx, found, counted, seen=found.revision, by=by.id, now=make.NOW)


def sign_fully(database: Database, found: Return, people: Ground) -> None:
    """Compiled by the county, checked by the city, signed by a second person, and frozen."""
    compile_now(database, found, people.county)
    for act, who in (
        (actions.check, people.city),
        (actions.sign, people.province),
        (actions.freeze, people.admin),
    ):
        with database.writing() as tx:
            now_found = queries.version_row(tx, found.id)
            act(tx, now_found, seen=now_found.revision, by=who.id, now=make.NOW)


TEN_POINTS = Line("activities", "举办科普活动", {}, points=10)
