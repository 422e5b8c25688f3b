"""By when something must have come: counted from its beginning, and from the visit."""

from datetime import datetime, timedelta


def due_by(
    visit: datetime, *, since: datetime, days_after: int | None, days_before: int
) -> datetime:
    """So many days from `since`, and so many before the visit at the latest; never before it."""
    due = visit - timedelta(days=days_before)
    if days_after is not None:
        due = min(due, since + timedelta(days=days_after))
    return due if due > since else max(since + timedelta(hours=2), visit - timedelta(days=1))
