"""What administrators do with templates: take in the packaged ones, import a file, edit."""

import json
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from outreach.accounts.actions import record_audit
from outreach.kernel.db import Tx
from outreach.returns import rules, template_queries
from outreach.returns.definitions import as_json
from outreach.returns.model import Definition, Version
from outreach.returns.tables import ReturnTemplateRow, ReturnVersionRow


def take_in_packaged(tx: Tx, *, by: int | None, now: datetime) -> int:
    """Add the packaged templates that are not there yet; those that are there stay as edited."""
    known = {version.slug for version in template_queries.newest(tx)}
    added = 0
    for slug, made in template_queries.packaged().items():
        if slug not in known:
            save(tx, slug, made, seen=0, note="", by=by, now=now)
            added += 1
    return added


def save(
    tx: Tx,
    slug: str,
    made: Definition,
    *,
    seen: int,
    note: str,
    by: int | None,
    now: datetime,
) -> Version:
    """Keep a definition as the template's next version; 0 was seen where it is a new one.

    Rounds that were opened keep the version they have. A definition that says the same as the
    newest makes no new one.
    """
    found = template_queries.find_newest(tx, slug)
    if found is not None and found.definition == made and found.number == seen:
        return found
    template_id = _add(tx, slug, seen=seen) if found is None else _raise(tx, found, seen=seen)
    row = ReturnVersionRow(
        template_id=template_id,
        number=seen + 1,
        definition=json.dumps(as_json(slug, made), ensure_ascii=False),
        note=note,
        created_at=now,
        created_by=by,
    )
    tx.add(row)
    tx.flush()
    record_audit(
        tx,
        person_id=by,
        action="return-template",
        subject=f"return-template:{slug}",
        before=str(seen) if seen else None,
        after=f"{seen + 1} {note}".strip(),
        at=now,
    )
    return template_queries.versions(tx, [row.id])[row.id]


def _add(tx: Tx, slug: str, *, seen: int) -> int:
    row = ReturnTemplateRow(slug=slug, newest=1)
    try:
        with tx.begin_nested():
            tx.add(row)
            tx.flush()
    except IntegrityError:
        raise rules.TemplateChanged(slug=slug, newest=1) from None
    if seen:
        raise rules.TemplateChanged(slug=slug, newest=0)
    return row.id


def _raise(tx: Tx, found: Version, *, seen: int) -> int:
    """One UPDATE compares the newest number, so that of two editors the second is told."""
    raised: int | None = tx.scalar(
        update(ReturnTemplateRow)
        .where(ReturnTemplateRow.id == found.template_id, ReturnTemplateRow.newest == seen)
        .values(newest=seen + 1)
        .returning(ReturnTemplateRow.id)
    )
    if raised is None:
        raise rules.TemplateChanged(slug=found.slug, newest=found.number)
    return raised
