"""Group rules as they are stored: one row for the venue, one per adult ratio, one per cap."""

from collections.abc import Sequence

from outreach.catalogue import paper_terms
from outreach.catalogue.model import DayCap, DayKind, DayPart, GroupRules, Release
from outreach.catalogue.paper_terms import Paper
from outreach.catalogue.tables import AdultRatioRow, DayCapRow, GroupRuleRow
from outreach.province.model import Stage


def group_rules(
    row: GroupRuleRow | None,
    *,
    ratios: Sequence[AdultRatioRow],
    caps: Sequence[DayCapRow],
) -> GroupRules:
    """Rules from the rows that hold them; a venue without a row has the defaults."""
    if row is None:
        return GroupRules()
    return GroupRules(
        min_pupils=row.min_pupils,
        max_pupils=row.max_pupils,
        lead_days=row.lead_days,
        lead_in_workdays=row.lead_in_workdays,
        horizon_days=row.horizon_days,
        phone_only=row.phone_only,
        max_inside=row.max_inside,
        caps=tuple(
            DayCap(days, part, cap.pupils)
            for days in DayKind
            for part in DayPart
            for cap in caps
            if (cap.days, cap.part) == (days, part)
        ),
        opens_on_holidays=row.opens_on_holidays,
        papers=tuple(Paper(kind) for kind in row.papers.split(",") if kind),
        papers_due_days=row.papers_due_days,
        papers_before_days=row.papers_before_days,
        paper_terms=paper_terms.read(row.paper_terms),
        evacuation=row.evacuation,
        cancel_free_days=row.cancel_free_days,
        change_tolerance=row.change_tolerance,
        offer_hours=row.offer_hours,
        reconfirm_days=row.reconfirm_days,
        no_place_days=row.no_place_days,
        no_show_limit=row.no_show_limit,
        release=Release(row.release),
        release_days=row.release_days,
        release_time=row.release_time,
        advice=row.advice,
        advice_en=row.advice_en,
        pupils_per_adult=tuple(
            (stage, row.pupils_per_adult) for stage in Stage for row in ratios if row.stage == stage
        ),
    )
