"""The one place that asks what time it is."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def utc_now() -> datetime:
    """This moment, aware, in UTC. Only web, commands and jobs ask; below them it is handed down."""
    return datetime.now(UTC)


def local_day(moment: datetime) -> date:
    """The calendar day on which a moment falls in Jiangxi."""
    return moment.astimezone(SHANGHAI).date()


def at_wall_clock(day: date, clock: time) -> datetime:
    """The moment at which clocks in Jiangxi show `clock` on `day`."""
    return datetime.combine(day, clock, SHANGHAI).astimezone(UTC)
