"""A visit with every paper to bring, and files as people send them."""

import io
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from PIL import Image
from pypdf import PdfWriter

from outreach.booking import actions as bookings
from outreach.booking import desk_actions, queries
from outreach.booking.model import Booking
from outreach.catalogue import actions as catalogue
from outreach.catalogue import queries as venues
from outreach.catalogue.paper_terms import Addressee, Paper, PaperTerms
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database, Tx
from outreach.papers import actions
from outreach.papers import queries as papers
from outreach.papers.model import Filing, Handed, Need, Told
from tests import make
from tests.booking import world
from tests.booking.world import World

NANCHANG = {1: "N", 2: (28.0, 41.0, 0.0), 3: "E", 4: (115.0, 53.0, 0.0)}
TERMS = (
    PaperTerms(Paper.FILING, None, 3, Addressee.BUREAU),
    PaperTerms(Paper.COACH, None, 1, Addressee.VENUE),
)


@dataclass(frozen=True)
class Ground:
    """One held booking at a venue that wants all six papers, 14 days after the hold."""

    world: World
    booking_id: int

    def booking(self, tx: Tx) -> Booking:
        found = queries.find_booking(tx, self.booking_id)
        assert found is not None
        return found

    def need(self, tx: Tx, kind: Paper, *, now: datetime = make.NOW) -> Need:
        needs = papers.needs_of(tx, self.booking(tx), now=now)
        return next(need for need in needs if need.kind is kind)

    def handed(self, tx: Tx, kind: Paper) -> Handed:
        found = papers.find_handed(tx, self.booking_id, kind)
        assert found is not None
        return found

    def bring(self, tx: Tx, *kinds: Paper, now: datetime = make.NOW, **told: Any) -> None:
        for kind in kinds:
            before = papers.find_handed(tx, self.booking_id, kind)
            actions.hand_in(
                tx,
                booking_id=self.booking_id,
                kind=kind,
                told=Told(**told) if told else TOLD.get(kind, Told()),
                revision=before.revision if before else 0,
                by=self.world.teachers[0].id,
                now=now,
            )

    def check(self, tx: Tx, *kinds: Paper, now: datetime = make.NOW) -> None:
        for kind in kinds:
            before = papers.find_handed(tx, self.booking_id, kind)
            actions.check(
                tx,
                booking_id=self.booking_id,
                kind=kind,
                revision=before.revision if before else 0,
                by=self.world.coordinator.id,
                now=now,
            )

    def send_back(self, tx: Tx, kind: Paper, *, now: datetime = make.NOW) -> None:
        actions.send_back(
            tx,
            booking_id=self.booking_id,
            kind=kind,
            reason="盖章不清楚",
            revision=self.handed(tx, kind).revision,
            by=self.world.coordinator.id,
            now=now,
        )


TOLD = {
    Paper.FILING: Told(filing=Filing.APPROVED, filed_on=make.NOW.date(), filing_number="赣教备15"),
    Paper.INSURANCE: Told(insured_until=make.NOW.date() + timedelta(days=365)),
    Paper.COACH: Told(coaches=1, coach_firm="赣南客运"),
    Paper.CONSENTS: Told(agreed=20, declined=0),
}
IN_HOLD = (Paper.LETTER, Paper.SAFETY_PLAN, Paper.INSURANCE, Paper.CONSENTS)
"""Due within the hold; filing and coaches come later, by the venue's terms above."""


def lay(database: Database, *, now: datetime = make.NOW, held: bool = True) -> Ground:
    stage = world.build(database, capacity=100, sessions=2, schools=2, now=now)
    with database.writing() as tx:
        rules = venues.venue(tx, 1).rules
        catalogue.change_rules(
            tx,
            venue_id=1,
            rules=_with_all(rules),
            confirmed=True,
            now=now,
            person_id=None,
        )
        placed = bookings.book(
            tx,
            session_id=stage.sessions[0],
            school=stage.schools[0],
            group=world.group(),
            token="papers-of-one-visit-0001",
            placed_by=stage.teachers[0].id,
            now=now,
        )
        if held:
            desk_actions.hold(tx, booking_id=placed.booking_id, by=stage.coordinator.id, now=now)
    return Ground(stage, placed.booking_id)


def _with_all(rules: Any) -> Any:
    return replace(
        rules, papers=tuple(Paper), paper_terms=TERMS, evacuation="从最近的安全出口到东门广场集合。"
    )


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (640, 480), **more: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, kind, **more)
    return made.getvalue()


def picture_with_place() -> bytes:
    notes = Image.Exif()
    notes[0x8825] = NANCHANG
    notes[0x010F] = "Phone of a teacher"
    return picture(exif=notes, comment=b"taken at school")


def pdf(pages: int = 1) -> PdfWriter:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    return writer


def content(writer: PdfWriter) -> bytes:
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def later_than_files(now: datetime) -> datetime:
    """Files carry the machine's time; two days after it none of them is fresh."""
    return max(now, utc_now()) + timedelta(days=2)
