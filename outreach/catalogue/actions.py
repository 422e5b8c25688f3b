"""What venue coordinators change: hours, group rules, halls and programmes."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select

from outreach.accounts.actions import record_audit
from outreach.catalogue import paper_terms, queries
from outreach.catalogue.model import GroupRules, Opening, Venue
from outreach.catalogue.tables import (
    AdultRatioRow,
    DayCapRow,
    GroupRuleRow,
    OpeningRow,
    VenueRow,
)
from outreach.kernel.db import Tx


def hold_venue(tx: Tx, venue_id: int) -> None:
    """Let nobody else make sessions or change rules of a venue until the transaction ends."""
    tx.execute(select(VenueRow.id).where(VenueRow.id == venue_id).with_for_update()).one()


def change_openings(
    tx: Tx,
    *,
    venue_id: int,
    openings: Sequence[Opening],
    now: datetime,
    person_id: int | None,
) -> Venue:
    """Set the hours of a venue; sessions that stand are left alone."""
    hold_venue(tx, venue_id)
    before = queries.venue(tx, venue_id)
    write_openings(tx, venue_id=venue_id, openings=openings)
    after = queries.venue(tx, venue_id)
    record_audit(
        tx,
        person_id=person_id,
        action="change-openings",
        subject=f"venue:{venue_id}",
        before=_hours(before),
        after=_hours(after),
        at=now,
    )
    return after


def write_openings(tx: Tx, *, venue_id: int, openings: Sequence[Opening]) -> None:
    tx.execute(delete(OpeningRow).where(OpeningRow.venue_id == venue_id))
    tx.add_all(
        OpeningRow(
            venue_id=venue_id,
            weekday=opening.weekday,
            opens=opening.opens,
            closes=opening.closes,
            valid_from=opening.valid_from,
            valid_until=opening.valid_until,
        )
        for opening in openings
    )
    tx.flush()  # the reading that follows must see the new hours


def _hours(venue: Venue) -> str:
    return ", ".join(f"{o.weekday + 1} {o.opens:%H:%M}-{o.closes:%H:%M}" for o in venue.openings)


def change_rules(
    tx: Tx,
    *,
    venue_id: int,
    rules: GroupRules,
    confirmed: bool,
    now: datetime,
    person_id: int | None,
) -> Venue:
    """Set what a venue asks of groups. Bookings that stand keep what they were given.

    `confirmed`: the venue stands behind these values, so they are no samples any more.
    """
    hold_venue(tx, venue_id)
    before = queries.venue(tx, venue_id).rules
    write_rules(tx, venue_id=venue_id, rules=rules)
    tx.get_one(VenueRow, venue_id).sample = not confirmed
    tx.flush()  # the reading that follows must see it
    after = queries.venue(tx, venue_id)
    record_audit(
        tx,
        person_id=person_id,
        action="change-group-rules",
        subject=f"venue:{venue_id}",
        before=_differences(before, after.rules),
        after=_differences(after.rules, before),
        at=now,
    )
    return after


def write_rules(tx: Tx, *, venue_id: int, rules: GroupRules) -> None:
    """Store rules as rows: one for the venue, one per adult ratio, one per cap."""
    for table in (AdultRatioRow, DayCapRow, GroupRuleRow):
        tx.execute(delete(table).where(table.venue_id == venue_id))
    tx.add(
        GroupRuleRow(
            venue_id=venue_id,
            min_pupils=rules.min_pupils,
            max_pupils=rules.max_pupils,
            lead_days=rules.lead_days,
            lead_in_workdays=rules.lead_in_workdays,
            horizon_days=rules.horizon_days,
            phone_only=rules.phone_only,
            max_inside=rules.max_inside,
            opens_on_holidays=rules.opens_on_holidays,
            papers=",".join(rules.papers),
            papers_due_days=rules.papers_due_days,
            papers_before_days=rules.papers_before_days,
            paper_terms=paper_terms.written(rules.paper_terms),
            evacuation=rules.evacuation,
            cancel_free_days=rules.cancel_free_days,
            change_tolerance=rules.change_tolerance,
            offer_hours=rules.offer_hours,
            reconfirm_days=rules.reconfirm_days,
            no_place_days=rules.no_place_days,
            no_show_limit=rules.no_show_limit,
            release=rules.release,
            release_days=rules.release_days,
            release_time=rules.release_time,
            advice=rules.advice,
            advice_en=rules.advice_en,
        )
    )
    tx.add_all(
        AdultRatioRow(venue_id=venue_id, stage=stage, pupils_per_adult=pupils)
        for stage, pupils in rules.pupils_per_adult
    )
    tx.add_all(
        DayCapRow(venue_id=venue_id, days=cap.days, part=cap.part, pupils=cap.pupils)
        for cap in rules.caps
    )
    tx.flush()  # the reading that follows must see the new rules


def _differences(these: GroupRules, others: GroupRules) -> str:
    """The rules that differ, in words for the audit."""
    theirs = asdict(others)
    return "; ".join(f"{k}={v}" for k, v in asdict(these).items() if theirs[k] != v)
