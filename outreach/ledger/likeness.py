"""Whether two units tell of the same activity: what would else be counted twice."""

import re
from collections.abc import Collection
from difflib import SequenceMatcher

from outreach.ledger.model import Activity, Entry

NEAR = 0.6
"""Of two titles: more of the one than not is found, in order, in the other."""

_BESIDE = re.compile(r"[\W\d_]+|示例|全国|活动|举办|开展")


def looks_the_same(entry: Entry, other: Activity, *, partners: Collection[str]) -> bool:
    """Whether an activity of another unit on the same day may be this one.

    `partners` are the other's. Two different schools are two activities. Otherwise the titles are
    near, and the place, the county or a partner ties the two together; or the place and the kind
    are the same.
    """
    if other.lead == entry.lead or entry.lead in partners:
        return False  # its own record, or joined already
    if None not in (entry.school_id, other.school_id) and entry.school_id != other.school_id:
        return False
    placed = _near(entry.place, other.place)
    joint = other.lead in {partner.name for partner in entry.partners}
    here = entry.county_code == other.county_code
    if here and placed and entry.kind is other.kind:
        return True
    return _near(entry.title, other.title) and (here or placed or joint)


def _near(left: str, right: str) -> bool:
    return SequenceMatcher(None, _bare(left), _bare(right), autojunk=False).ratio() >= NEAR


def _bare(text: str) -> str:
    return _BESIDE.sub("", text) or text
