"""A ledger that lives: plans, stops counted by day, joint activities, checks, a picture."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random

from outreach.accounts.model import Person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger import (
    entries,
    evidence_actions,
    part_actions,
    queries,
    step_actions,
    stop_actions,
)
from outreach.ledger.evidence_model import Consent, EvidenceKind
from outreach.ledger.model import (
    Entry,
    Filter,
    Kind,
    Label,
    Partner,
    PartnerRole,
    Sight,
    State,
)
from outreach.papers import files
from outreach.papers.model import Media
from outreach.sample.people import CITY, COUNTY

NEIGHBOUR = "360733"
LEAD, OTHER = "寻乌县科协（示例）", "会昌县科协（示例）"


def enliven(
    tx: Tx, who: dict[str, Person], *, uploads: Path | None, now: datetime, rng: Random
) -> None:
    today = local_day(now)
    officer, city = who["county"].id, who["city"].id
    for told in _plans(today):
        entries.add(tx, told, person_id=officer, now=now, sample=True, state=State.PLANNED)
    for told in _stops(today):
        _count_stop(tx, told, by=officer, now=now, rng=rng)
    joint = [entries.add(tx, told, person_id=None, now=now, sample=True) for told in _joint(today)]
    for row, onsite in zip(joint, (420, 260), strict=True):
        partner = queries.partners_of(tx, [row.id])[row.id][0]
        part_actions.join(
            tx,
            activity_id=row.id,
            partner=replace(partner, onsite=onsite, onsite_pupils=onsite - 30),
            person_id=officer,
            now=now,
        )
    _check(tx, by=city, today=today, now=now)
    _evidence(tx, joint[0].id, uploads=uploads, by=officer, now=now)


def _entry(kind: Kind, title: str, day: date, place: str, **more: object) -> Entry:
    told: dict[str, object] = {"lead": LEAD, "county_code": COUNTY} | more
    return Entry(kind=kind, title=f"示例：{title}", day=day, place=f"{place}（示例）", **told)  # type: ignore[arg-type]


def _plans(today: date) -> Iterator[Entry]:
    """Two whose day has passed, so that the officer's first page asks; three to come."""
    for days, kind, title, place, planned in (
        (-9, Kind.VAN, "大篷车进圩镇", "晨光镇圩场", 300),
        (-3, Kind.TALK, "稀土材料科普报告", "县图书馆", 120),
        (6, Kind.COMPETITION, "中小学生纸飞机赛", "县体育馆", 240),
        (12, Kind.OPEN_DAY, "气象站开放日", "县气象站", 80),
        (20, Kind.INTEREST_GROUP, "课后机器人小组", "县青少年宫", 40),
    ):
        yield _entry(
            kind,
            title,
            today + timedelta(days=days),
            place,
            planned_onsite=planned,
            labels=(Label.DOUBLE_REDUCTION,) if kind is Kind.INTEREST_GROUP else (),
            vehicle="示例大篷车一号" if kind is Kind.VAN else None,
        )


def _stops(today: date) -> Iterator[Entry]:
    """An exhibition that has moved on, and one that stands and has days without a number."""
    for first, last, title in (
        (today - timedelta(days=130), today - timedelta(days=78), "流动科技馆（上一站）"),
        (today - timedelta(days=24), today + timedelta(days=30), "流动科技馆（这一站）"),
    ):
        yield _entry(
            Kind.MOBILE_EXHIBITION,
            title,
            first,
            "县文化馆",
            until_day=last,
            planned_onsite=15_000,
            own_programme=False,
            volunteers=12,
        )


def _count_stop(tx: Tx, told: Entry, *, by: int, now: datetime, rng: Random) -> None:
    """Shut on Mondays; on one day in twelve nobody wrote the number down."""
    row = entries.add(tx, told, person_id=by, now=now, sample=True, state=State.PLANNED)
    last = min(told.until_day or told.day, local_day(now) - timedelta(days=1))
    for n in range((last - told.day).days + 1):
        day = told.day + timedelta(days=n)
        if rng.random() < 1 / 12:
            continue
        onsite = 0 if day.weekday() == 0 else rng.randint(90, 520)
        stop_actions.count_day(
            tx,
            activity_id=row.id,
            day=day,
            onsite=onsite,
            onsite_pupils=onsite * 6 // 10,
            stood=None,
            person_id=by,
            now=now,
        )


def _joint(today: date) -> Iterator[Entry]:
    """Two counties together: one that Xunwu reports, one in which it takes part."""
    yield _entry(
        Kind.GATHERING,
        "两县科普集市",
        today - timedelta(days=16),
        "两县交界广场",
        onsite=1_340,
        onsite_pupils=900,
        labels=(Label.SCIENCE_MONTH, Label.LARGE),
        partners=(Partner(OTHER, PartnerRole.HELPS, NEIGHBOUR),),
        vehicle="示例大篷车一号",
        kilometres=86,
        volunteers=24,
        volunteer_hours=96,
        funding="科普专项（示例）",
    )
    yield _entry(
        Kind.COMPETITION,
        "两县青少年科技创新赛",
        today - timedelta(days=40),
        "会昌县中学礼堂",
        lead=OTHER,
        county_code=NEIGHBOUR,
        onsite=780,
        onsite_pupils=640,
        partners=(Partner(LEAD, PartnerRole.CARRIES, COUNTY),),
    )


def _check(tx: Tx, *, by: int, today: date, now: datetime) -> None:
    """The city has gone through what its counties told of half a year, up to last month."""
    period = Days.through(today - timedelta(days=180), today - timedelta(days=35))
    mine = Sight(city_codes=frozenset({CITY}))
    wanted = Filter(period=period, states=(State.COUNTED,))
    for activity in queries.listed(tx, wanted, sight=mine, size=120).activities:
        if activity.venue_id is None:
            step_actions.check(
                tx, activity_id=activity.id, revision=activity.revision, person_id=by, now=now
            )


def _evidence(tx: Tx, activity_id: int, *, uploads: Path | None, by: int, now: datetime) -> None:
    evidence_actions.add(
        tx,
        activity_id=activity_id,
        kind=EvidenceKind.LINK,
        address="https://example.org/sample-report",
        caption="示例：县融媒体报道",
        person_id=by,
        now=now,
        sample=True,
    )
    if uploads is None:
        return
    for caption, consent in (("示例：集市全景", Consent.NOBODY), ("示例：实验台", Consent.NOT_YET)):
        kept = files.keep(uploads / "evidence", _picture(len(caption)), Media.PICTURE)
        evidence_actions.add(
            tx,
            activity_id=activity_id,
            kind=EvidenceKind.PHOTO,
            kept=kept,
            caption=caption,
            consent=consent,
            person_id=by,
            now=now,
            sample=True,
        )


def _picture(seed: int) -> bytes:
    """Tents on a square, drawn: nobody real is in the sample."""
    from PIL import Image, ImageDraw

    rng = Random(seed)
    picture = Image.new("RGB", (1200, 900), "#dfe9ee")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 620, 1200, 900), fill="#c9c2b2")
    for place in range(5):
        left = 60 + place * 225
        colour = rng.choice(["#b5533c", "#2f6f73", "#c99a3b", "#5a6fa0"])
        draw.polygon([(left, 480), (left + 90, 360), (left + 180, 480)], fill=colour)
        draw.rectangle((left + 10, 480, left + 170, 660), fill="#f5f1e8", outline=colour, width=6)
    for _person in range(60):
        x, y = rng.randint(30, 1170), rng.randint(690, 850)
        draw.ellipse((x - 12, y - 46, x + 12, y - 22), fill="#6b5b4b")
        draw.rectangle((x - 14, y - 22, x + 14, y + 26), fill=rng.choice(["#456", "#764", "#585"]))
    drawn = BytesIO()
    picture.save(drawn, "JPEG", quality=80)
    return drawn.getvalue()
