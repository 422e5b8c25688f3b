"""The sample's people in front of near and far objects, so that every right has somebody to refuse."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from outreach.accounts import delegation_actions
from outreach.accounts import queries as accounts
from outreach.accounts.model import Person, Role
from outreach.booking import actions as booking
from outreach.booking.model import SchoolRef
from outreach.booking.rules import ratio_for
from outreach.booking.steps import get
from outreach.booking.tables import BookingRow, LeftoverReleaseRow
from outreach.catalogue import exhibit_import_actions, exhibit_queries, learning_queries
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import DayPart
from outreach.catalogue.paper_terms import Paper
from outreach.disruption.tables import DisruptionGroupRow, DisruptionRow
from outreach.duty.tables import IncidentRow, PaperSheetRow, WalkInRow
from outreach.feedback import links
from outreach.feedback.tables import FeedbackAnswerRow, FeedbackAskRow, FeedbackBatchRow
from outreach.feeds.tables import FeedRow
from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Database, Tx
from outreach.kernel.settings import Settings
from outreach.ledger import actions as ledger
from outreach.ledger import evidence_actions as evidence
from outreach.ledger import import_actions as ledger_imports
from outreach.ledger.evidence_model import Consent, EvidenceKind
from outreach.ledger.model import Entry, Kind, Partner
from outreach.outbox.tables import MailRow, OutboxRow
from outreach.outlook import scenarios
from outreach.papers import actions as papers
from outreach.papers import files
from outreach.papers import queries as handed
from outreach.papers.model import Media, Told
from outreach.province import import_actions, school_queries
from outreach.province.tables import TeacherRequestRow
from outreach.returns import pack_actions, places
from outreach.returns.tables import ReturnRoundRow, ReturnRow, ReturnTemplateRow
from outreach.roster import guide_actions, proposals, swap_actions
from outreach.roster import queries as roster
from outreach.roster.model import OffKind
from outreach.season import queries as season
from outreach.season.model import Session
from outreach.season.tables import ClosureRow, SchoolBreakRow, TermRow
from outreach.workspaces import actions as workspaces
from outreach.workspaces.model import AnswerKind, Order
from tests import make, serving
from tests.booking import world
from tests.rights import invitations, live

ACTORS = (
    "nobody",
    "admin",
    "province",
    "venue",
    "computing",
    "city",
    "county",
    "teacher",
    "farteacher",
    "viewer",
    "guide",
)
NEAR, FAR = "360111", "360734"  # counties: of the teacher in Nanchang, of the one in Xunwu


@dataclass(frozen=True)
class Ground:
    """Signed-in people, and what stands for each part of an address: near or far."""

    people: Mapping[str, Person]
    near: Mapping[str, object]
    far: Mapping[str, object]


def lay(database: Database) -> Ground:
    now = utc_now()
    with database.writing() as tx:
        people = {
            key: person
            for key in ACTORS[1:]
            if (person := accounts.find_person_by_email(tx, f"{key}@sample.invalid"))
        }
        spare = make.person(tx, role=None, now=now)
        museum = catalogue.find_venue_by_slug(tx, "provincial-museum")
        assert museum is not None
        common = {
            "release_id": _release(tx, museum.id),
            "venue_id": museum.id,
            "person_id": spare.id,
            "message_id": _mail(tx, people["teacher"]),
            "token": "no-such-token-anywhere",
            "promise_id": 1,
            "scenario_id": scenarios.keep(
                tx,
                name="多出三天",
                question="days=3",
                city_code=None,
                by=people["province"].id,
                now=now,
            ),
            **_exhibits(tx, museum.id),
            "code": NEAR,
        }
        mine = people["guide"].scopes(Role.GUIDE)
        proposal = proposals.ask(
            tx, venue_id=museum.id, first=local_day(now), last=local_day(now), by=None, now=now
        )
        common["proposal_id"] = proposal.id
        own, other = _duties(tx, museum.id, guide_id=int(next(iter(mine))))
        objects = partial(
            _objects, tx, people, venue_id=museum.id, folder=serving.uploads_of(database)
        )
        near = common | objects("teacher", NEAR, "360100") | own
        far = common | objects("farteacher", FAR, "360700") | other
        near |= invitations.of_county(tx, NEAR, by=people["province"], venue_id=museum.id)
        far |= invitations.of_county(tx, FAR, by=people["county"], venue_id=museum.id)
        near["task_id"], far["task_id"] = (_asked(tx, code) for code in (NEAR, FAR))
        near["delegation_id"], far["delegation_id"] = _lent(tx, people["county"])
    return Ground(people, near, far | {"code": FAR})


def _asked(tx: Tx, county: str) -> int:
    """A task of the province for one county."""
    order = Order("报送示例", "", local_day(utc_now()), AnswerKind.NOTE)
    unit = places.find_unit(tx, "county", county)
    assert unit is not None
    return workspaces.send(
        tx, order=order, to=[unit], sender="province", token=county, by=None, now=utc_now()
    )


def _lent(tx: Tx, officer: Person) -> tuple[int, int]:
    """A delegation that is not there, and one of the far county's officer."""
    now = utc_now()
    today = local_day(now)
    delegation_actions.lend(
        tx,
        grant=officer.grants[0],
        name="示例同事",
        email="colleague@sample.invalid",
        first=today,
        last=today,
        reason="下乡",
        by=officer,
        now=now,
    )
    return 99999, delegation_actions.delegations_of(tx, officer.id)[0].id


def _objects(
    tx: Tx,
    people: Mapping[str, Person],
    who: str,
    county: str,
    city: str,
    *,
    venue_id: int,
    folder: Path,
) -> dict[str, object]:
    """A school's booking, feed and talk; its city's term; a list its county, or the province, sent."""
    now = utc_now()
    teacher = people[who]
    uploader = people["county" if county == FAR else "province"]
    school = school_queries.school(tx, int(teacher.grants[0].scope or 0))
    today = local_day(now)
    sessions = [
        s
        for s in season.upcoming_sessions(
            tx, venue_id=venue_id, first=today, last=today.replace(year=today.year + 1)
        )
        if s.takes_bookings_at(now) and s.places_left >= 80 and not s.waiting
    ]
    for session in sessions:
        facts = season.session_facts(tx, session.id)
        grades = [g for g in school.grades if facts.grades_from <= g <= facts.grades_to]
        if grades:
            break
    pupils = max(30, facts.rules.min_pupils or 1)
    placed = booking.book(
        tx,
        session_id=session.id,
        school=SchoolRef(school.id, school.county_code),
        group=world.group(
            pupils=pupils,
            adults=pupils // (ratio_for(grades[0], facts.rules) or 10) + 1,
            grade=grades[0],
        ),
        token=f"rights-{school.id:0>20}",
        placed_by=teacher.id,
        now=now,
    )
    term = TermRow(city_code=city, stage="primary", name="补", starts_on=today, ends_on=today)
    week = SchoolBreakRow(
        city_code=city, stage="primary", kind="exam_week", name="考", starts_on=today, ends_on=today
    )
    closure = ClosureRow(venue_id=venue_id, starts_on=today, ends_on=today, reason="检修")
    feed = FeedRow(
        kind="school",
        subject_id=school.id,
        person_id=teacher.id,
        token_hash=f"hash-{school.id}",
        created_at=now,
        changed_at=now,
    )
    asks = TeacherRequestRow(
        person_id=make.person(tx, role=None, now=now).id, school_id=school.id, created_at=now
    )
    tx.add_all((term, week, closure, feed, asks))
    tx.flush()
    activity = ledger.record_activity(
        tx,
        entry=Entry(
            kind=Kind.TALK,
            title="报告",
            day=today,
            county_code=county,
            place="礼堂",
            lead=f"{county}科协",
            onsite=120,
            partners=(Partner(f"{county}图书馆", county_code=county),),
        ),
        answers=(),
        person_id=people["province"].id,
        on_behalf=False,
        now=now,
        token=f"activity-{county}",
    )
    photo = evidence.add(
        tx,
        activity_id=activity.id,
        kind=EvidenceKind.PHOTO,
        kept=files.keep(folder / "evidence", b"jpeg", Media.PICTURE),
        consent=Consent.NOBODY,
        person_id=None,
        now=now,
    )
    disruption_id, touch_id = _disruption(tx, placed.booking_id, made_by=people["province"].id)
    room, question = live.room_of_lesson(tx, teacher, SchoolRef(school.id, school.county_code))
    return {
        "evidence_id": photo.id,
        "upload_id": _letter(tx, placed.booking_id, folder),
        "wish_id": live.wish(tx, teacher, school.id),
        "lesson_session_id": room.session_id,
        "room_id": room.id,
        "question_id": question,
        "booking_id": placed.booking_id,
        "disruption_id": disruption_id,
        "touch_id": touch_id,
        "session_id": session.id,
        "school_id": school.id,
        "subject_id": school.id,
        "activity_id": activity.id,
        "term_id": term.id,
        "break_id": week.id,
        "row_id": term.id,
        "closure_id": closure.id,
        "feed_id": feed.id,
        "request_id": asks.id,
        **_gate(tx, placed.booking_id, session, people["province"], county=county),
        **_answers(tx, placed.booking_id),
        "import_id": import_actions.upload(
            tx, filename="学校.csv", content=b"a", person_id=uploader.id, now=now
        ),
        "ledger_import_id": ledger_imports.upload(
            tx, filename="台账.csv", content=b"a", person_id=uploader.id, year=None, now=now
        ),
        "city": city,
        **_return(tx, county, asked_by=uploader.id),
    }


def _return(tx: Tx, county: str, *, asked_by: int) -> dict[str, object]:
    """A county's performance table, signed, so that viewers read it too; a pack that waits."""
    row = tx.scalars(
        select(ReturnRow)
        .join(ReturnRoundRow, ReturnRoundRow.id == ReturnRow.round_id)
        .join(ReturnTemplateRow, ReturnTemplateRow.id == ReturnRoundRow.template_id)
        .where(ReturnTemplateRow.slug == "performance", ReturnRow.unit_code == county)
    ).one()
    row.state = "signed"
    unit = places.find_unit(tx, "county", county)
    assert unit is not None
    pack_id = pack_actions.ask(tx, unit, local_day(utc_now()).year, by=asked_by, now=utc_now())
    return {"return_id": row.id, "round_id": row.round_id, "pack_id": pack_id}


def _exhibits(tx: Tx, venue_id: int) -> dict[str, object]:
    """An exhibit of the museum, and a list of them that waits to be read."""
    exhibit, *_ = exhibit_queries.exhibits_of_venue(tx, venue_id)
    waiting = exhibit_import_actions.upload(
        tx, venue_id=venue_id, filename="展品.csv", content=b"a", person_id=None, now=utc_now()
    )
    sheet, *_ = learning_queries.sheets_of(tx, 1)
    return {"exhibit_id": exhibit.id, "exhibit_import_id": waiting, "learning_id": sheet.id}


def _duties(tx: Tx, venue_id: int, *, guide_id: int) -> tuple[dict[str, object], dict[str, object]]:
    """A coming duty and days off of the guide who signs in, and of a colleague."""
    now = utc_now()
    today = local_day(now)
    coming = [
        duty
        for duty in roster.duties_between(
            tx, venue_id=venue_id, first=today + timedelta(days=1), last=today + timedelta(days=14)
        )
        if duty.guide_id is not None
    ]
    sides: list[dict[str, object]] = []
    for is_own in (True, False):
        its = [d for d in coming if (d.guide_id == guide_id) is is_own]
        duty, offered, mine = its[0], its[1], its[2]
        off, _freed = guide_actions.take_day_off(
            tx,
            guide_id=duty.guide_id or 0,
            first=today + timedelta(days=300),
            last=today + timedelta(days=300),
            part=DayPart.DAY,
            kind=OffKind.LEAVE,
            by=None,
            now=now,
        )
        swap = swap_actions.offer(tx, duty_id=offered.id, guide_id=offered.guide_id or 0, now=now)
        sides.append(
            {
                "duty_id": duty.id,
                "my_duty_id": mine.id,
                "guide_id": duty.guide_id,
                "day_off_id": off.id,
                "swap_id": swap.id,
            }
        )
    return sides[0], sides[1]


def _disruption(tx: Tx, booking_id: int, *, made_by: int) -> tuple[int, int]:
    """A day on which the museum was shut; the booking itself was left as it is."""
    now = utc_now()
    booking = get(tx, booking_id)
    row = DisruptionRow(
        token=f"disruption-{booking_id:0>20}",
        reason="flood",
        words="暴雨",
        touching="all",
        starts_on=booking.day,
        ends_on=booking.day,
        counties=booking.county_code,
        venue_id=booking.venue_id,
        made_by=made_by,
        made_at=now,
    )
    tx.add(row)
    tx.flush()
    group = DisruptionGroupRow(
        disruption_id=row.id,
        booking_id=booking_id,
        former_session_id=booking.session_id,
        former_programme_id=booking.programme_id,
        former_state=booking.state,
        former_day=booking.day,
        former_starts=booking.starts,
        pupils=booking.group.pupils,
        turn="leave",
        outcome="left",
        told_at=now,
    )
    tx.add(group)
    tx.flush()
    return row.id, group.id


def _letter(tx: Tx, booking_id: int, folder: Path) -> int:
    """A copy of the letter that the school handed in."""
    kept = files.keep(folder, b"%PDF-", Media.PDF)
    papers.hand_in(
        tx,
        booking_id=booking_id,
        kind=Paper.LETTER,
        told=Told(),
        kept=[kept],
        revision=0,
        by=None,
        now=utc_now(),
    )
    found = handed.find_handed(tx, booking_id, Paper.LETTER)
    assert found is not None
    return found.uploads[0].id


def _gate(
    tx: Tx, booking_id: int, session: Session, by: Person, *, county: str
) -> dict[str, object]:
    """What a day at the gate leaves behind: a no-show, an incident, a walk-in group, a sheet."""
    now = utc_now()
    placed = tx.get_one(BookingRow, booking_id)
    columns = {c.key: getattr(placed, c.key) for c in BookingRow.__table__.columns}
    missed = BookingRow(
        **columns
        | {"id": None, "token": f"missed-{county}", "active_place": None, "state": "no_show"}
    )
    incident = IncidentRow(
        venue_id=session.venue_id,
        at=now,
        place="东门",
        what="停电",
        done="已恢复",
        closed=True,
        recorded_at=now,
    )
    group = WalkInRow(
        venue_id=session.venue_id,
        session_id=session.id,
        programme_id=session.programme_id,
        day=local_day(now),
        school_name="路过的学校",
        county_code=county,
        pupils=20,
        adults=2,
        came_at=now,
        token=f"walk-in-{county}",
    )
    sheet = PaperSheetRow(
        venue_id=session.venue_id,
        day=local_day(now),
        token=f"sheet-{county}",
        entered_at=now,
        entered_by=by.id,
    )
    tx.add_all((missed, incident, group, sheet))
    tx.flush()
    return {
        "missed_id": missed.id,
        "incident_id": incident.id,
        "walk_in_id": group.id,
        "sheet_id": sheet.id,
    }


def _answers(tx: Tx, booking_id: int) -> dict[str, object]:
    """What the group said of its visit: one by the link, and a pile of paper that may be undone."""
    now = utc_now()
    visit = get(tx, booking_id)
    of = {"programme_id": visit.programme_id, "programme_version": visit.programme_version}
    asked = FeedbackAskRow(
        **of,
        booking_id=booking_id,
        venue_id=visit.venue_id,
        most=9,
        answers=2,
        asked_at=now,
        closes_at=now + timedelta(days=60),
    )
    pile = FeedbackBatchRow(
        booking_id=booking_id, token=f"pile-{booking_id}", sheets=1, entered_at=now
    )
    tx.add_all((asked, pile))
    tx.flush()
    tx.add_all(
        FeedbackAnswerRow(
            **of,
            booking_id=booking_id,
            token=f"answer-{booking_id}-{batch}",
            respondent="pupil",
            q1=4,
            batch_id=batch,
            day=local_day(now),
        )
        for batch in (None, pile.id)
    )
    settings = Settings(_env_file=None, secret_key=serving.SECRET_KEY)
    return {
        "signed": links.sign(booking_id, settings=settings),
        "batch_id": pile.id,
        "programme_id": visit.programme_id,
        "version": visit.programme_version,
    }


def _release(tx: Tx, venue_id: int) -> int:
    """Leftovers that gather asks now, of no session."""
    now = utc_now()
    row = LeftoverReleaseRow(
        venue_id=venue_id,
        opens_at=now - timedelta(minutes=1),
        gathers_until=now + timedelta(minutes=9),
        free_from=now + timedelta(hours=1),
        seed="s",
        seed_hash="h",
        published_at=now,
    )
    tx.add(row)
    tx.flush()
    return row.id


def _mail(tx: Tx, to: Person) -> int:
    now = utc_now()
    row = OutboxRow(
        kind="sign-in-link", payload="{}", recipient_id=to.id, created_at=now, due_at=now, state="sent"
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    tx.add(
        MailRow(
            outbox_id=row.id,
            recipient_id=to.id,
            address=to.email,
            subject="登录",
            body="…",
            message_id=f"<{row.id}@test>",
            at=now,
        )
    )
    return row.id


TOWNSHIP = "360734100"
HOLIDAYS = [f"2026-10-{n:02}" for n in range(1, 8)] + [f"2026-05-{n:02}" for n in range(1, 6)]


UPLOADS = {
    "exhibit_imports": "exhibit_import_id",
    "ledger_imports": "ledger_import_id",
    "ledger_import_papers": "ledger_import_id",
}
"""Uploads that have the same name in addresses as those of schools."""


def address(app: Flask, rule: Rule, things: Mapping[str, object], *, actor: str) -> str:
    """A rule's address with the things of a ground in it; a holiday for everybody to remove."""
    chosen: dict[str, object] = {
        "day": HOLIDAYS[ACTORS.index(actor)],
        "verb": "accept" if rule.endpoint == "teachers.decide" else "remove",
        "decision": "decline",
        "kind": "letter" if rule.endpoint.startswith("papers") else "term",
        "blank": "letter",
        "format": "pdf",
        "standard": "answer",
        "position": "0",
        "scope": "school",
        "step": "return",
        "period": "week",
        "reason": "papers",
        "slug": "cosmic-explorer" if rule.rule.startswith("/programmes") else "provincial-museum",
    }
    if rule.endpoint.startswith("learning."):
        chosen["sheet_id"] = str(things["learning_id"])
        chosen["verb"] = "restore"  # one that is taken off would be nobody's to print
    if rule.endpoint.startswith(tuple(UPLOADS)):
        chosen["import_id"] = str(things[UPLOADS[rule.endpoint.partition(".")[0]]])
    if rule.endpoint.startswith("my_duties."):  # the desk does away with the other one
        chosen |= {"duty_id": str(things["my_duty_id"]), "verb": "withdraw"}
    if rule.endpoint.startswith("no_shows."):
        chosen |= {"booking_id": things["missed_id"], "decision": "clear"}
    if rule.endpoint.startswith("return"):
        chosen |= {"slug": "national", "line": "budget", "column": "actual"}
    codes = {"accounts.language": "en", "reach.city": things["city"], "reach.township": TOWNSHIP}
    if rule.endpoint == "reach_export.board":
        chosen["ending"] = "csv"
    if rule.endpoint in codes:
        chosen["code"] = str(codes[rule.endpoint])
    if rule.endpoint.startswith(("lessons.", "lesson_desk.")):
        chosen["session_id"] = str(things["lesson_session_id"])
    values = {name: chosen.get(name, things.get(name)) for name in rule.arguments}
    if rule.endpoint == "calendar.restore_holiday":
        values |= {"name": "国庆节", "kind": "off"}  # what stood there travels in the address
    return str(app.url_map.bind("localhost").build(rule.endpoint, values))
