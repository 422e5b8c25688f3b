"""Guides of the museum and the computing centre, with two weeks of duties; one has nobody yet."""

from datetime import date, datetime, time, timedelta
from random import Random

from outreach.accounts import actions as accounts
from outreach.accounts.actions import hash_password
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import DayPart
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.roster import assign_actions, board, guide_actions, needs, queries
from outreach.roster.model import DutyState, Guide, GuideEntry, Hours, Language, Limits, OffKind
from outreach.sample.people import PASSWORD

SURNAMES = {"provincial-museum": "周吴郑王冯陈褚卫蒋沈韩杨朱秦", "computing-centre": "尤许何"}
WITH_ACCOUNT = {"周": "guide", "吴": "guide2", "郑": "guide3", "尤": "guide4"}
BEFORE, AFTER = timedelta(days=7), timedelta(days=14)
FULL_DAY = (time(8, 30), time(18))


def make_roster(tx: Tx, *, now: datetime, rng: Random) -> None:
    """Enter the guides, and give them what the sample's bookings need."""
    today = local_day(now)
    hashed = hash_password(PASSWORD)
    for slug, surnames in SURNAMES.items():
        venue = catalogue.find_venue_by_slug(tx, slug)
        if venue is None:
            continue
        guides = [_guide(tx, venue.id, surname, rng=rng, now=now) for surname in surnames]
        for guide in guides:
            if guide.person_id is not None:
                accounts.set_password(tx, person_id=guide.person_id, hashed=hashed, now=now)
        guide_actions.take_day_off(
            tx,
            guide_id=guides[-1].id,
            first=today + timedelta(days=2),
            last=today + timedelta(days=4),
            part=DayPart.DAY,
            kind=OffKind.TRAINING,
            by=None,
            now=now,
        )
        for offset in range(-BEFORE.days, AFTER.days + 1):
            _fill(tx, venue.id, today + timedelta(days=offset), now=now)
    _leave_one_open(tx, today=today, now=now)


def _guide(tx: Tx, venue_id: int, surname: str, *, rng: Random, now: datetime) -> Guide:
    programmes = [int(p.id) for p in catalogue.programmes(tx, venue_id=venue_id)]
    known = sorted(rng.sample(programmes, k=max(1, round(len(programmes) * 0.8))))
    half_time = rng.random() < 0.2
    days = sorted(rng.sample(range(7), k=3 if half_time else 5))
    others = rng.sample((Language.GAN, Language.HAKKA, Language.ENGLISH, Language.SIGN), k=1)
    account = WITH_ACCOUNT.get(surname)
    return guide_actions.add_guide(
        tx,
        venue_id=venue_id,
        entry=GuideEntry(
            name=f"{surname}讲解员（示例）",
            phone="000-0000-0000",
            email=f"{account}@sample.invalid" if account else None,
            languages=(Language.MANDARIN, *others),
            skills=frozenset(known),
            hours=tuple(Hours(day, *FULL_DAY) for day in days),
            limits=Limits(3, 300, 6 if half_time else 12, 600 if half_time else 1200),
        ),
        by=None,
        now=now,
        sample=True,
    )


def _fill(tx: Tx, venue_id: int, day: date, *, now: datetime) -> None:
    """Give each duty of a day to whoever can take it and has least that week."""
    then = min(now, now + (day - local_day(now)) - timedelta(days=1))
    needs.bring_day(tx, venue_id=venue_id, day=day, now=then)
    for duty in queries.duties_of_day(tx, venue_id, day):
        lives = queries.lives(tx, venue_id=venue_id, first=day, last=day)
        best = next((c for c in board.candidates(lives, duty) if c.fits), None)
        if duty.state is DutyState.OPEN and duty.span.ends > then and best is not None:
            assign_actions.assign(tx, duty_id=duty.id, guide_id=best.guide.id, by=None, now=then)


def _leave_one_open(tx: Tx, *, today: date, now: datetime) -> None:
    """So that the desk's first page has something to show, whatever the bookings are."""
    museum = catalogue.find_venue_by_slug(tx, "provincial-museum")
    if museum is None:
        return
    first, last = today + timedelta(days=1), today + timedelta(days=6)
    duties = queries.duties_between(tx, venue_id=museum.id, first=first, last=last)
    filled = [duty for duty in duties if duty.state is DutyState.FILLED]
    if filled and not any(duty.state is DutyState.OPEN for duty in duties):
        assign_actions.free(tx, duty_id=filled[0].id, by=None, now=now)
