"""Visits for the tests of feeds: valid by default, told apart by what a test names."""

from datetime import UTC, datetime, timedelta

from outreach.feeds.model import Party, Visit, VisitStatus

STAMP = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
STARTS = datetime(2026, 12, 8, 1, 30, tzinfo=UTC)
MUSEUM = Party("省科技馆预约", "yuyue@museum.example")
TEACHER = Party("王老师", "wang@school.example")


def visit(
    *,
    uid: str = "visit-26-0312",
    sequence: int = 0,
    summary: str = "科学原理路线 · 城关小学 40 人",
    starts: datetime = STARTS,
    minutes: int = 120,
    place: str = "江西省科学技术馆, 南昌市",
    description: str = "编号 26-0312\n请提前 15 分钟到馆; 请带公函",
    status: VisitStatus = VisitStatus.CONFIRMED,
    organiser: Party | None = MUSEUM,
    url: str = "https://outreach.example/bookings/7",
) -> Visit:
    return Visit(
        uid=uid,
        sequence=sequence,
        summary=summary,
        starts=starts,
        ends=starts + timedelta(minutes=minutes),
        place=place,
        status=status,
        stamp=STAMP,
        last_modified=STAMP,
        description=description,
        organiser=organiser,
        url=url,
    )
