"""What the letter to an invited school says, as the campaign is when it goes out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from outreach.campaigns import actions, codes, queries
from outreach.campaigns.model import Answer
from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Tx
from outreach.kernel.settings import Settings
from outreach.province import school_queries
from outreach.season import kept
from outreach.season import queries as season


def facts(
    tx: Tx, payload: Mapping[str, Any], *, settings: Settings, now: datetime
) -> dict[str, Any] | None:
    """The variables of the letter; None when the invitation ended or was answered meanwhile."""
    mine = queries.find_invitation(tx, int(payload["invitation_id"]))
    if mine is None or mine.answer is not Answer.OPEN:
        return None
    campaign = actions.campaign_of(tx, mine)
    if not campaign.is_open(now):
        return None
    sessions = season.sessions_by_id(
        tx, [k.session_id for k in kept.of_holder(tx, campaign.holder)]
    )
    code = codes.code(mine.id, key=settings.signing_key())
    return {
        "school": school_queries.school(tx, mine.school_id),
        "campaign": campaign,
        "programme": catalogue.programme(tx, campaign.programme_id),
        "venue": catalogue.venue(tx, campaign.venue_id),
        "sessions": sorted(sessions.values(), key=lambda each: (each.day, each.starts)),
        "code": code,
        "link": f"{settings.base_url.rstrip('/')}/invited/{code}",
    }
