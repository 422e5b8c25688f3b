"""Guides as the venue keeps them: entered, changed, retired; and their days off."""

from datetime import date, datetime

from sqlalchemy import delete, update

from outreach.accounts import actions as accounts_actions
from outreach.accounts import queries as accounts
from outreach.accounts.actions import record_audit
from outreach.accounts.model import Grant, Role
from outreach.catalogue import actions as catalogue_actions
from outreach.catalogue.model import DayPart
from outreach.kernel.db import Tx, changed
from outreach.roster import assign_actions, constraints, off_queries, queries
from outreach.roster.constraints import Rule
from outreach.roster.duty_steps import life_of
from outreach.roster.model import (
    STANDS,
    DayOff,
    Duty,
    Guide,
    GuideEntry,
    GuideId,
    OffKind,
)
from outreach.roster.rules import GuideChanged
from outreach.roster.tables import DayOffRow, GuideHoursRow, GuideRow, GuideSkillRow


def add_guide(
    tx: Tx,
    *,
    venue_id: int,
    entry: GuideEntry,
    by: int | None,
    now: datetime,
    sample: bool = False,
) -> Guide:
    """Enter a guide; with an address they can sign in by a link and are told by mail."""
    row = GuideRow(venue_id=venue_id, sample=sample, **_columns(entry))
    tx.add(row)
    tx.flush()  # numbers the guide for skills, hours and the account
    _write_parts(tx, row.id, entry)
    _link_account(tx, row.id, entry, by=by, now=now, sample=sample)
    record_audit(tx, person_id=by, action="add-guide", subject=f"guide:{row.id}", at=now)
    tx.flush()  # so that the reading below finds everything
    return _guide(tx, row.id)


def change_guide(
    tx: Tx, *, guide_id: int, entry: GuideEntry, revision: int, by: int | None, now: datetime
) -> Guide:
    """Save a guide as typed. Duties that stand stay, and show where they no longer fit."""
    _swap_revision(tx, guide_id, revision, **_columns(entry))
    for table in GuideSkillRow, GuideHoursRow:
        tx.execute(delete(table).where(table.guide_id == guide_id))
    _write_parts(tx, guide_id, entry)
    _link_account(tx, guide_id, entry, by=by, now=now, sample=False)
    record_audit(tx, person_id=by, action="change-guide", subject=f"guide:{guide_id}", at=now)
    tx.flush()  # so that the reading below finds everything
    return _guide(tx, guide_id)


def set_active(
    tx: Tx, *, guide_id: int, active: bool, revision: int, by: int | None, now: datetime
) -> int:
    """Retire a guide, or take them back. Coming duties become open again; how many did."""
    catalogue_actions.hold_venue(tx, _guide(tx, guide_id).venue_id)
    _swap_revision(tx, guide_id, revision, active=active)
    record_audit(
        tx,
        person_id=by,
        action="open-guide" if active else "retire-guide",
        subject=f"guide:{guide_id}",
        at=now,
    )
    if active:
        return 0
    coming = _coming(tx, guide_id, now=now)
    for duty in coming:
        assign_actions.free(tx, duty_id=duty.id, by=by, now=now)
    return len(coming)


def take_day_off(
    tx: Tx,
    *,
    guide_id: int,
    first: date,
    last: date,
    part: DayPart,
    kind: OffKind,
    by: int | None,
    now: datetime,
) -> tuple[DayOff, list[Duty]]:
    """State days off; duties that fall on them become open again and are the second answer."""
    catalogue_actions.hold_venue(tx, _guide(tx, guide_id).venue_id)
    row = DayOffRow(
        guide_id=guide_id,
        first=first,
        last=last,
        part=part,
        kind=kind,
        stated_by=by,
        stated_at=now,
    )
    tx.add(row)
    tx.flush()  # numbers the day off, and lets the judge below see it
    off = off_queries.find_day_off(tx, row.id)
    assert off is not None  # noqa: S101 - just added
    freed = free_impossible(tx, guide_id=guide_id, rules=(Rule.DAY_OFF,), by=by, now=now)
    return off, freed


def take_back_day_off(tx: Tx, *, day_off_id: int, by: int | None, now: datetime) -> None:
    """The guide is there after all; duties given to others meanwhile stay with them."""
    tx.execute(
        update(DayOffRow)
        .where(DayOffRow.id == day_off_id, DayOffRow.removed_at.is_(None))
        .values(removed_at=now)
    )
    record_audit(
        tx, person_id=by, action="take-back-day-off", subject=f"day_off:{day_off_id}", at=now
    )


def free_impossible(
    tx: Tx, *, guide_id: int, rules: tuple[Rule, ...], by: int | None, now: datetime
) -> list[Duty]:
    """Free every coming duty of a guide that one of these rules now forbids."""
    guide = _guide(tx, guide_id)
    freed = []
    for duty in _coming(tx, guide_id, now=now):
        found = constraints.breaches(life_of(tx, guide, duty), duty)
        if any(breach.rule in rules for breach in found):
            freed.append(assign_actions.free(tx, duty_id=duty.id, by=by, now=now))
    return freed


def _coming(tx: Tx, guide_id: int, *, now: datetime) -> list[Duty]:
    duties = queries.duties_of_guide(tx, guide_id, first=now.date(), last=date.max)
    return [each for each in duties if each.state in STANDS and each.span.ends > now]


def _columns(entry: GuideEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "phone": entry.phone,
        "languages": ",".join(sorted(entry.languages)),
        "duties_a_day": entry.limits.duties_a_day,
        "minutes_a_day": entry.limits.minutes_a_day,
        "duties_a_week": entry.limits.duties_a_week,
        "minutes_a_week": entry.limits.minutes_a_week,
    }


def _write_parts(tx: Tx, guide_id: int, entry: GuideEntry) -> None:
    tx.add_all(GuideSkillRow(guide_id=guide_id, programme_id=p) for p in sorted(entry.skills))
    tx.add_all(
        GuideHoursRow(guide_id=guide_id, weekday=h.weekday, starts=h.starts, ends=h.ends)
        for h in entry.hours
    )


def _link_account(
    tx: Tx, guide_id: int, entry: GuideEntry, *, by: int | None, now: datetime, sample: bool
) -> None:
    """The account of the address may act as this guide, and no other account may."""
    grant = Grant(Role.GUIDE, str(guide_id))
    found = accounts.find_person_by_email(tx, entry.email) if entry.email else None
    for holder in accounts.holders(tx, Role.GUIDE, str(guide_id)):
        if found is None or holder.id != found.id:
            accounts_actions.drop_grant(tx, person_id=holder.id, grant=grant)
    if entry.email is None or (accounts.is_known(tx, entry.email) and found is None):
        return
    if found is None:
        accounts_actions.add_person(
            tx, name=entry.name, email=entry.email, phone=entry.phone, grants=(grant,),
            sample=sample, now=now,
        )  # fmt: skip
    else:
        accounts_actions.add_grant(tx, person_id=found.id, grant=grant)
    record_audit(
        tx,
        person_id=by,
        action="link-guide",
        subject=f"guide:{guide_id}",
        after=entry.email,
        at=now,
    )


def _swap_revision(tx: Tx, guide_id: int, revision: int, **values: object) -> None:
    rows = changed(
        tx,
        update(GuideRow)
        .where(GuideRow.id == guide_id, GuideRow.revision == revision)
        .values(revision=GuideRow.revision + 1, **values)
        .execution_options(synchronize_session=False),
    )
    if rows != 1:
        raise GuideChanged


def _guide(tx: Tx, guide_id: int) -> Guide:
    found = queries.find_guide(tx, guide_id)
    if found is None:
        raise LookupError(f"no guide {GuideId(guide_id)}")
    return found
