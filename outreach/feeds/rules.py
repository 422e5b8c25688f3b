"""Whose visits somebody may subscribe to, and when a use is worth writing down."""

from datetime import date, datetime, timedelta

from outreach.accounts.model import Person
from outreach.feeds.model import Feed, FeedScope

STAMPED_EVERY = timedelta(hours=1)
MONTHS_BACK = 13


def may_subscribe(person: Person, *, scope: FeedScope, subject_id: int) -> bool:
    """Asked when a feed is made and again at each fetch: a right that ends, ends the feed."""
    if scope is FeedScope.SCHOOL:
        return person.teaches_at(subject_id)
    if scope is FeedScope.VENUE:
        return person.runs_venue(subject_id)
    if scope is FeedScope.GUIDE:
        return person.guides_as(subject_id)
    return subject_id == person.id


def is_worth_stamping(feed: Feed, *, digest: str, now: datetime) -> bool:
    """Phones ask every few minutes; one note an hour is enough, unless the visits changed."""
    return (
        feed.digest != digest
        or feed.last_used_at is None
        or now - feed.last_used_at >= STAMPED_EVERY
    )


def first_day(today: date) -> date:
    """Visits before it are left out: the first of the month thirteen months ago.

    Moving once a month and not daily, so that a feed without news keeps its bytes.
    """
    months = today.year * 12 + today.month - 1 - MONTHS_BACK
    return date(months // 12, months % 12 + 1, 1)
