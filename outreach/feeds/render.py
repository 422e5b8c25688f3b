"""Visits written as iCalendar (RFC 5545, 5546, 7986): the file a phone subscribes to or is mailed.

One VEVENT per visit, never a rule of repetition: libical and two more readers get RDATE wrong.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Literal

from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    vCalAddress,
    vDatetime,
    vDuration,
    vText,
    vUri,
)

from outreach.feeds import text
from outreach.feeds.model import Party, Visit
from outreach.kernel.clock import SHANGHAI

PRODUCER = "-//Outreach//School visits//ZH"
REFRESH = timedelta(hours=6)

# China kept summer time from 1986 to 1991. The time zone written below knows only the years
# since; older moments are written in UTC, so that every reader finds the same instant.
ONE_OFFSET_SINCE = datetime(1992, 1, 1, tzinfo=UTC)


def feed(visits: Iterable[Visit], *, name: str, description: str = "") -> bytes:
    """All visits of one school, venue or person, to subscribe to (`METHOD:PUBLISH`).

    No UID of the whole: a random one would defeat ETags and makes vdirsyncer take all
    visits for one.
    """
    page = _page("PUBLISH")
    page.add("name", vText(text.line(name)))
    page.add("x-wr-calname", vText(text.line(name)))
    if description:
        page.add("x-wr-caldesc", vText(text.line(description)))
    page.add("x-wr-timezone", vText("Asia/Shanghai"))
    page.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    page.add("x-published-ttl", vDuration(REFRESH))
    page.add_component(_shanghai())
    return _around(_bytes(page), b"".join(map(_visit_bytes, visits)))


def invitation(visit: Visit, *, method: Literal["REQUEST", "CANCEL"], attendee: Party) -> bytes:
    """One visit for one person's calendar, to be mailed (iTIP).

    The teacher has asked for the visit already, so the invitation counts as accepted and asks
    for no answer.
    """
    page = _page(method)
    page.add_component(_shanghai())
    entry = _visit(visit)
    if method == "CANCEL":
        entry["STATUS"] = vText("CANCELLED")
    guest = _party(attendee)
    if guest is not None:
        guest.params["CUTYPE"] = vText("INDIVIDUAL")
        guest.params["ROLE"] = vText("REQ-PARTICIPANT")
        guest.params["PARTSTAT"] = vText("ACCEPTED")
        guest.params["RSVP"] = vText("FALSE")
        entry.add("attendee", guest)
    page.add_component(entry)
    return _bytes(page)


def _page(method: str) -> Calendar:
    page = Calendar()
    page.add("version", vText("2.0"))
    page.add("prodid", vText(PRODUCER))
    page.add("calscale", vText("GREGORIAN"))
    page.add("method", vText(method))
    return page


@lru_cache(maxsize=20_000)
def _visit_bytes(visit: Visit) -> bytes:
    """A visit changes seldom and is fetched often: about 500 bytes kept save 0.2 ms each time."""
    return _bytes(_visit(visit))


def _around(page: bytes, entries: bytes) -> bytes:
    """The entries placed inside the page, before the line that ends it."""
    end = b"END:VCALENDAR\r\n"
    return page.removesuffix(end) + entries + end


def _visit(visit: Visit) -> Event:
    entry = Event()
    entry.add("uid", vText(visit.uid))
    entry.add("dtstamp", vDatetime(visit.stamp.astimezone(UTC)))
    entry.add("last-modified", vDatetime(visit.last_modified.astimezone(UTC)))
    entry.add("sequence", visit.sequence)
    entry.add("status", vText(visit.status.upper()))
    entry.add("dtstart", _moment(visit.starts))
    entry.add("dtend", _moment(visit.ends))
    entry.add("summary", vText(text.line(visit.summary)))
    if place := text.line(visit.place):
        entry.add("location", vText(place))
    if description := text.paragraph(visit.description):
        entry.add("description", vText(description))
    if url := text.web_address(visit.url):
        entry.add("url", vUri(url))
    if visit.organiser is not None and (organiser := _party(visit.organiser)) is not None:
        entry.add("organizer", organiser)
    entry.add("transp", vText("OPAQUE"))
    return entry


def _moment(moment: datetime) -> datetime:
    """Wall-clock time in Jiangxi; UTC where the written time zone would not know the offset."""
    return moment.astimezone(UTC if moment < ONE_OFFSET_SINCE else SHANGHAI)


def _party(party: Party) -> vCalAddress | None:
    address = text.mail_address(party.address)
    if not address:
        return None
    written = vCalAddress(f"mailto:{address}")
    if name := text.line(party.name).replace('"', "'"):
        written.params["CN"] = vText(name)
    return written


@cache
def _shanghai() -> Timezone:
    """Asia/Shanghai in one block, as it has been since 1992."""
    zone = Timezone.from_tzinfo(
        SHANGHAI, first_date=ONE_OFFSET_SINCE.date(), last_date=date(2040, 1, 1)
    )
    zone.pop("COMMENT")  # says that the zone ends in 2040; phones show no such thing
    return zone


def _bytes(component: Component) -> bytes:
    written: bytes = component.to_ical()
    return written
