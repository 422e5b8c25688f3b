"""The file a phone receives, line by line."""

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, vText

from outreach.feeds import render, text
from outreach.feeds.model import Party, Visit, VisitStatus
from tests.feeds.visits import TEACHER, visit

TIMEZONE = [
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19920101T000000",
    "TZNAME:CST",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "END:STANDARD",
    "END:VTIMEZONE",
]

# Whatever Unicode holds, halves of surrogate pairs too: a form may be sent by any program.
anything = st.text(st.characters(exclude_categories=()), max_size=200)
hostile = st.one_of(
    anything,
    anything.map(lambda tail: f"x\r\nBEGIN:VEVENT\r\nUID:forged\r\n{tail}"),
    anything.map(lambda tail: f'"; X-FORGED=1:{tail}\n'),
)
moments = st.datetimes(datetime(1950, 1, 1), datetime(2060, 1, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(microsecond=0, tzinfo=UTC)
)
visits = st.builds(
    visit,
    uid=st.from_regex(r"[a-z0-9-]{1,60}", fullmatch=True),
    sequence=st.integers(0, 10_000),
    summary=hostile,
    place=hostile,
    description=hostile,
    url=hostile,
    starts=moments,
    minutes=st.integers(1, 600),
    status=st.sampled_from(VisitStatus),
    organiser=st.none() | st.builds(Party, hostile, hostile | st.just("yuyue@museum.example")),
)


def lines(written: bytes) -> list[str]:
    return written.decode().split("\r\n")


def test_a_feed_reads_like_this() -> None:
    assert lines(render.feed([visit()], name="城关小学的参观")) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Outreach//School visits//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:城关小学的参观",
        "X-WR-CALNAME:城关小学的参观",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "X-WR-TIMEZONE:Asia/Shanghai",
        *TIMEZONE,
        "BEGIN:VEVENT",
        "SUMMARY:科学原理路线 · 城关小学 40 人",
        "DTSTART;TZID=Asia/Shanghai:20261208T093000",
        "DTEND;TZID=Asia/Shanghai:20261208T113000",
        "DTSTAMP:20261123T050000Z",
        "UID:visit-26-0312",
        "SEQUENCE:0",
        # Folded at 75 octets, of which a Han character takes three.
        "DESCRIPTION:编号 26-0312\\n请提前 15 分钟到馆\\; 请带公函",
        "LAST-MODIFIED:20261123T050000Z",
        "LOCATION:江西省科学技术馆\\, 南昌市",
        "ORGANIZER;CN=省科技馆预约:mailto:yuyue@museum.example",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "URL:https://outreach.example/bookings/7",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize(
    ("method", "status"), [("REQUEST", "STATUS:CONFIRMED"), ("CANCEL", "STATUS:CANCELLED")]
)
def test_an_invitation_carries_one_visit_its_organiser_and_its_guest(
    method: Literal["REQUEST", "CANCEL"], status: str
) -> None:
    written = lines(render.invitation(visit(sequence=3), method=method, attendee=TEACHER))

    assert written[4] == f"METHOD:{method}"
    assert written[5:14] == TIMEZONE
    assert [line for line in written if line.startswith("BEGIN:VEVENT")] == ["BEGIN:VEVENT"]
    assert "SEQUENCE:3" in written
    assert status in written
    assert "ORGANIZER;CN=省科技馆预约:mailto:yuyue@museum.example" in written
    unfolded = "\n".join(written).replace("\n ", "")
    assert (
        "ATTENDEE;CN=王老师;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE"
        ":mailto:wang@school.example" in unfolded
    )


def test_a_feed_without_visits_is_still_a_feed() -> None:
    assert lines(render.feed([], name="空"))[-5:] == [*TIMEZONE[-3:], "END:VCALENDAR", ""]


def test_the_same_visits_always_give_the_same_bytes() -> None:
    several = [visit(uid=f"visit-{n}", starts=visit().starts + timedelta(n)) for n in range(20)]

    first = render.feed(several, name="同")
    render._visit_bytes.cache_clear()

    assert render.feed(several, name="同") == first


def test_a_link_with_a_line_break_costs_only_the_link() -> None:
    broken = visit(uid="visit-1", url="https://x.example/\r\nBEGIN:VALARM", organiser=None)

    written = lines(render.feed([broken, visit(uid="visit-2")], name="两场"))

    assert [line for line in written if line.startswith("UID:")] == ["UID:visit-1", "UID:visit-2"]
    assert [line for line in written if line.startswith("URL:")] == [
        "URL:https://outreach.example/bookings/7"
    ]


@settings(deadline=None)
@given(st.lists(visits, max_size=4), hostile, hostile)
def test_whatever_people_type_comes_back_cleaned_and_nothing_else(
    several: list[Visit], name: str, description: str
) -> None:
    written = render.feed(several, name=name, description=description)
    page = Calendar.from_ical(written)

    assert page.errors == []
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", written)
    assert [each.name for each in page.subcomponents] == ["VTIMEZONE"] + ["VEVENT"] * len(several)
    assert page["NAME"] == vText(text.line(name)).to_ical().decode()  # kept as written
    for entry, known in zip(page.events, several, strict=True):
        assert entry.errors == []
        assert entry.subcomponents == []
        assert set(entry) <= {
            *("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "DTSTART", "DTEND"),
            *("SUMMARY", "LOCATION", "DESCRIPTION", "URL", "ORGANIZER", "TRANSP"),
        }
        assert entry["UID"] == known.uid
        assert entry["SEQUENCE"] == known.sequence
        assert str(entry["SUMMARY"]) == text.line(known.summary)
        assert str(entry.get("LOCATION", "")) == text.line(known.place)
        assert str(entry.get("DESCRIPTION", "")) == text.paragraph(known.description)
        assert str(entry.get("URL", "")) == text.web_address(known.url)
        assert entry.start == known.starts
        assert entry.end == known.ends


@given(anything)
def test_cleaned_text_stays_as_it_is(typed: str) -> None:
    assert text.line(text.line(typed)) == text.line(typed)
    assert text.paragraph(text.paragraph(typed)) == text.paragraph(typed)
    assert "\n" not in text.line(typed)
    text.paragraph(typed).encode()


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nBcc: c@d.example", "王@b.example", "a b@c.example", "", "a@", "@b"]
)
def test_an_address_that_is_none_is_left_out(address: str) -> None:
    assert text.mail_address(address) == ""
    assert b"ORGANIZER" not in render.feed([visit(organiser=Party("甲", address))], name="甲")
