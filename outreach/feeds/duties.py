"""A guide's duties as calendars need to know them: for the guide's feed, and for invitations."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.booking import holding_queries
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Programme, Venue
from outreach.feeds.model import Party, Visit, VisitStatus
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx
from outreach.kernel.settings import Settings
from outreach.province import school_queries
from outreach.roster import queries
from outreach.roster.model import Duty
from outreach.web import current
from outreach.web.words import _


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """A duty with the names a letter or a calendar shows."""

    duty: Duty
    programme: Programme
    venue: Venue
    school_name: str

    @property
    def uid(self) -> str:
        """Names the duty in every calendar; it stays, whoever does it and whenever."""
        return f"duty-{self.duty.id}"


def facts_of(tx: Tx, duties: Sequence[Duty]) -> list[DutyFacts]:
    """What is known of duties, in their order."""
    schools_of = holding_queries.schools_of(tx, {duty.booking_id for duty in duties})
    schools = school_queries.schools_by_id(tx, set(schools_of.values()))
    venues = {int(each.id): each for each in catalogue.venues(tx)}
    programmes = {int(each.id): each for each in catalogue.programmes(tx, with_retired=True)}
    return [
        DutyFacts(
            duty,
            programmes[duty.programme_id],
            venues[duty.venue_id],
            schools[schools_of[duty.booking_id]].name,
        )
        for duty in duties
    ]


def find(tx: Tx, duty_id: int) -> DutyFacts | None:
    duty = queries.find_duty(tx, duty_id)
    return None if duty is None else facts_of(tx, [duty])[0]


def entry(facts: DutyFacts, *, settings: Settings, sequence: int | None = None) -> Visit:
    """A duty as a phone's calendar shows it, in the language of the page or letter.

    `sequence` is that of the message that tells of it, where it is not the duty's own.
    """
    english = current.locale() == "en"
    duty, venue = facts.duty, facts.venue
    name = venue.name_en if english else venue.name
    address = venue.address_en if english else venue.address
    meeting = venue.meeting_point_en if english else venue.meeting_point
    programme = facts.programme.name_en if english else facts.programme.name
    return Visit(
        uid=facts.uid,
        sequence=duty.revision if sequence is None else sequence,
        summary=_(
            "讲解：%(programme)s · %(school)s", programme=programme, school=facts.school_name
        ),
        starts=at_wall_clock(duty.day, duty.starts),
        ends=at_wall_clock(duty.day, duty.ends),
        place=f"{name}, {address}" if english else f"{name}，{address}",
        status=VisitStatus.CONFIRMED,
        stamp=duty.changed_at,
        last_modified=duty.changed_at,
        description="\n".join(
            (
                _("第 %(batch)s 批，%(pupils)s 名学生", batch=duty.batch, pupils=duty.pupils),
                _("集合：%(meeting_point)s", meeting_point=meeting),
            )
        ),
        organiser=Party(name, settings.mail_from),
        url=f"{settings.base_url.rstrip('/')}/my-duties",
    )
