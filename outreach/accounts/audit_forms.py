"""What somebody looks for in the audit."""

import re
from collections.abc import Mapping
from datetime import date

from outreach.accounts.audit_model import Search
from outreach.web.addresses import row_number

ACTION = re.compile(r"[a-z][a-z_-]{0,40}")


def read_search(args: Mapping[str, str]) -> Search:
    """What the address asks for; what cannot be meant is left out."""
    action = args.get("verb", "").strip()
    return Search(
        person_id=_number(args.get("person", "")),
        subject=args.get("thing", "").strip()[:60],
        action=action if ACTION.fullmatch(action) else "",
        first=_day(args.get("from", "")),
        last=_day(args.get("to", "")),
    )


def _number(text: str) -> int | None:
    try:
        return row_number(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    """Days near the calendar's ends have no neighbour to count to."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None
