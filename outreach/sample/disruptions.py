"""A storm three weeks ago, partly made up for; yesterday the wrong county, undone at once."""

from datetime import datetime, timedelta

from outreach.accounts.model import Person
from outreach.booking import actions as booking
from outreach.booking import desk_actions
from outreach.booking.model import Group, SchoolRef
from outreach.catalogue import queries as catalogue
from outreach.disruption import call_actions, make_up_actions, queries, undo_actions
from outreach.disruption.actions import Order, disrupt
from outreach.disruption.model import Choice, Reason, Scope, Touching, Turn
from outreach.disruption.offers import Finder
from outreach.disruption.preview import preview
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.kernel.refusal import Refusal
from outreach.kernel.span import Days
from outreach.province.model import School
from outreach.season import queries as season
from outreach.season.model import Session

STORM, STORMY = timedelta(days=20), timedelta(days=6)
PUPILS = (48, 40, 45, 36, 50, 44)


def make_disruptions(
    tx: Tx, schools: list[School], *, officer: Person, near_county: str, now: datetime
) -> None:
    """Both of them, by the real actions, at the moments at which they would have happened."""
    _storm(tx, schools, officer=officer, now=now)
    _mistake(tx, officer=officer, county=near_county, now=now)


def _storm(tx: Tx, schools: list[School], *, officer: Person, now: datetime) -> None:
    """Groups of the far south lose their day; two come again, one never will, the rest wait."""
    then = now - STORM
    museum = catalogue.find_venue_by_slug(tx, "ganzhou-museum")
    if museum is None:
        return
    day = local_day(then) + timedelta(days=2)
    sessions = season.upcoming_sessions(tx, first=day, last=day + STORMY, venue_id=museum.id)
    for pupils, school in zip(PUPILS, schools, strict=False):
        _book(tx, sessions, school, pupils=pupils, by=officer.id, now=then - timedelta(days=5))
    scope = Scope(
        days=Days.through(day, day + STORMY),
        touching=Touching.ALL,
        counties=frozenset(school.county_code for school in schools),
        venue_id=museum.id,
    )
    made = _disrupt(tx, scope, officer=officer, words="暴雨红色预警，山区道路中断", now=then)
    groups = queries.touches_of(tx, made)
    for position, touch in enumerate(groups):
        if position % 3:
            call_actions.answer(tx, touch_id=touch.id, now=then + timedelta(minutes=9 * position))
    finder = Finder.over(tx, scope=None, first=local_day(now), now=now)
    for touch in groups[:2]:
        offers = finder.offers(touch.booking, touch.school)
        if offers and offers[0].session:
            make_up_actions.book_again(
                tx,
                touch_id=touch.id,
                session_id=offers[0].session.id,
                person=officer,
                now=now - timedelta(days=6),
            )
    if len(groups) > 3:
        make_up_actions.write_off(
            tx,
            touch_id=groups[-1].id,
            reason="学校已改在县科普馆参观（示例）",
            person=officer,
            now=now - timedelta(days=4),
        )


def _book(
    tx: Tx, sessions: list[Session], school: School, *, pupils: int, by: int, now: datetime
) -> None:
    """A place on the first session that has one; a group that finds none stays at home."""
    for session in sessions:
        facts = season.session_facts(tx, session.id)
        grades = [g for g in school.grades if facts.grades_from <= g <= facts.grades_to]
        group = Group(
            grade=grades[0] if grades else 5,
            pupils=pupils,
            adults=-(-pupils // 10) + 1,
            leader="张老师（示例）",
            leader_phone="000-0000-0000",
        )
        try:
            with tx.begin_nested():
                placed = booking.book(
                    tx,
                    session_id=session.id,
                    school=SchoolRef(school.id, school.county_code),
                    group=group,
                    token=f"sample-storm-{school.id}",
                    placed_by=by,
                    on_behalf=True,
                    sample=True,
                    now=now,
                )
                desk_actions.confirm(tx, booking_id=placed.booking_id, by=by, now=now)
        except Refusal:
            continue
        return


def _mistake(tx: Tx, *, officer: Person, county: str, now: datetime) -> None:
    """The wrong county, seen after six minutes and taken back."""
    then = now - timedelta(days=1)
    today = local_day(then)
    for ahead in range(7, 60):
        day = today + timedelta(days=ahead)
        scope = Scope(
            days=Days.through(day, day),
            touching=Touching.TRAVEL,
            counties=frozenset({county}),
        )
        found = preview(tx, officer, scope, now=then).touched
        if found and all(each.booking.placed_at < then for each in found):
            made = _disrupt(tx, scope, officer=officer, words="道路结冰（选错了县）", now=then)
            undo_actions.undo(
                tx, disruption_id=made, person=officer, now=then + timedelta(minutes=6)
            )
            return


def _disrupt(tx: Tx, scope: Scope, *, officer: Person, words: str, now: datetime) -> int:
    seen = {
        int(each.booking.id): each.booking.revision
        for each in preview(tx, officer, scope, now=now).touched
    }
    order = Order(
        scope=scope,
        reason=Reason.FLOOD if scope.venue_id else Reason.ICE,
        words=words,
        choices=dict.fromkeys(seen, Choice(Turn.OPEN)),
        seen=seen,
        token=f"sample-disruption-{scope.days.first}",
    )
    return disrupt(tx, person=officer, order=order, now=now, sample=True).id
