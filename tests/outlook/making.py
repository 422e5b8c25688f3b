"""Builders for the list: schools that wait, without a database."""

from datetime import date
from typing import Any

from outreach.outlook.model import Candidate
from outreach.province.model import TravelBand

XUNWU, DONGHU = "360734", "360102"


def candidate(school_id: int = 1, **changes: Any) -> Candidate:
    """A school of 480 pupils in Xunwu that was last met 31 months ago."""
    facts: dict[str, Any] = {
        "school_id": school_id,
        "county_code": XUNWU,
        "pupils": 480,
        "reached": 0,
        "months": 31,
        "last_day": date(2024, 4, 10),
        "need": 0.75,
        "km": 530.0,
        "hours": 7.0,
        "band": TravelBand.D,
    }
    return Candidate(**facts | changes)
