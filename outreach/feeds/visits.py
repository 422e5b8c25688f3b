"""Bookings become visits: what letters, texts to forward and feeds say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from outreach.booking import queries, visit_queries
from outreach.booking.model import Booking, BookingState
from outreach.catalogue import queries as catalogue
from outreach.feeds.model import (
    COMING,
    NOT_COMING,
    NOT_YET,
    Party,
    Visit,
    VisitFacts,
    VisitStatus,
)
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx
from outreach.kernel.settings import Settings
from outreach.papers import queries as papers
from outreach.province import school_queries
from outreach.season import queries as season
from outreach.web import current
from outreach.web.words import _


def facts_of(tx: Tx, bookings: Sequence[Booking]) -> list[VisitFacts]:
    """What is known of bookings, in their order, by a number of statements that hardly grows."""
    sessions = season.sessions_by_id(tx, {each.session_id for each in bookings})
    schools = school_queries.schools_by_id(tx, {each.school_id for each in bookings})
    steps = visit_queries.last_steps(tx, [each.id for each in bookings])
    venues = {each.id: each for each in catalogue.venues(tx)}
    programmes = {each.id: each for each in catalogue.programmes(tx, with_retired=True)}
    answers = visit_queries.answer_days(tx, bookings)
    awaited = papers.awaited_kinds(tx, bookings)
    found = []
    for each in bookings:
        session = sessions[each.session_id]
        venue = venues[session.venue_id]
        visit = VisitFacts(
            booking_id=each.id,
            number=each.number,
            state=each.state,
            # Every step raises the revision, so no change goes out under an old sequence.
            sequence=each.sequence + each.revision,
            school_name=schools[each.school_id].name,
            grade=each.group.grade,
            pupils=each.group.pupils,
            adults=each.group.adults,
            programme=programmes[session.programme_id],
            venue=venue,
            day=session.day,
            starts=session.starts,
            ends=session.ends,
            papers=awaited[each.id],
            placed_at=each.placed_at,
            answer_by=answers[each.id],
            changed_at=steps.get(each.id, each.placed_at),
            hold_until=each.hold_until,
            invited=each.hold_until is not None or each.confirmed_at is not None,
            reason=each.reason,
            offer_ends=each.answer_by,
            knows_no_place=each.knows_no_place,
        )
        found.append(visit)
    return found


def find_visit(tx: Tx, booking_id: int) -> VisitFacts | None:
    """One booking, with its turn when it waits."""
    booking = queries.find_booking(tx, booking_id)
    if booking is None:
        return None
    visit = facts_of(tx, [booking])[0]
    if booking.state is BookingState.WAITLISTED:
        return replace(visit, position=queries.place_in_line(tx, booking) or None)
    return visit


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a feed in its reader's language, looked up once and not once a visit."""

    english: bool
    number: str
    group: str
    meeting: str
    marks: Mapping[VisitStatus, str]

    @classmethod
    def here(cls) -> "Wording":
        """In the language of the page or letter being written."""
        return cls(
            english=current.locale() == "en",
            number=_("编号 {number}"),
            group=_("学生 {pupils} 人，成人 {adults} 人"),
            meeting=_("集合：{meeting_point}"),
            # Many a phone shows no status, so it stands in the title too.
            marks={
                VisitStatus.TENTATIVE: _("（待确认）"),
                VisitStatus.CANCELLED: _("（已取消）"),
            },
        )


def entry(visit: VisitFacts, *, words: Wording, settings: Settings) -> Visit:
    """A visit as a phone's calendar shows it. No names of people: a feed is easily passed on."""
    venue = visit.venue.name_en if words.english else visit.venue.name
    address = visit.venue.address_en if words.english else visit.venue.address
    meeting = visit.venue.meeting_point_en if words.english else visit.venue.meeting_point
    programme = visit.programme.name_en if words.english else visit.programme.name
    status = status_of(visit.state)
    mark = words.marks.get(status, "")
    return Visit(
        uid=visit.uid,
        sequence=visit.sequence,
        summary=f"{mark}{programme} · {visit.school_name}",
        starts=at_wall_clock(visit.day, visit.starts),
        ends=at_wall_clock(visit.day, visit.ends),
        place=f"{venue}, {address}" if words.english else f"{venue}，{address}",
        status=status,
        stamp=visit.changed_at,
        last_modified=visit.changed_at,
        description="\n".join(
            (
                words.number.format(number=visit.number),
                words.group.format(pupils=visit.pupils, adults=visit.adults),
                words.meeting.format(meeting_point=meeting),
            )
        ),
        organiser=Party(venue, settings.mail_from),
        url=f"{settings.base_url.rstrip('/')}/bookings/{visit.booking_id}",
    )


def status_of(state: BookingState) -> VisitStatus:
    if state in NOT_COMING:
        return VisitStatus.CANCELLED
    if state in COMING and state is not BookingState.HELD:
        return VisitStatus.CONFIRMED
    return VisitStatus.TENTATIVE


def stands_in_feeds(visit: VisitFacts) -> bool:
    """Whoever only waits stays out; what was called off stays, struck out, if it stood there."""
    if visit.state in COMING or visit.state in NOT_YET:
        return True
    return visit.state in NOT_COMING and visit.invited
