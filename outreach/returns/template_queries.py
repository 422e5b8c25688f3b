"""Reading templates and their versions, and the ones that come with the package."""

import json
from collections.abc import Collection, Iterable
from functools import lru_cache
from importlib import resources

from sqlalchemy import select

from outreach.kernel.db import Tx
from outreach.returns.definitions import of_json
from outreach.returns.model import Definition, Version
from outreach.returns.tables import ReturnTemplateRow, ReturnVersionRow


@lru_cache(maxsize=64)
def _definition(text: str) -> Definition:
    _slug, made, complaints = of_json(json.loads(text))
    if made is None:
        raise ValueError(f"a stored template cannot be read: {complaints}")
    return made


def _versions(tx: Tx, rows: Iterable[ReturnVersionRow]) -> list[Version]:
    slugs = {row.id: row.slug for row in tx.scalars(select(ReturnTemplateRow))}
    return [
        Version(
            id=row.id,
            template_id=row.template_id,
            slug=slugs[row.template_id],
            number=row.number,
            definition=_definition(row.definition),
            note=row.note,
            created_at=row.created_at,
            created_by=row.created_by,
        )
        for row in rows
    ]


def versions(tx: Tx, ids: Collection[int]) -> dict[int, Version]:
    rows = tx.scalars(select(ReturnVersionRow).where(ReturnVersionRow.id.in_(sorted(ids))))
    return {version.id: version for version in _versions(tx, rows)}


def history(tx: Tx, slug: str) -> list[Version]:
    """All versions of a template, the newest first; none for a slug nobody knows."""
    rows = tx.scalars(
        select(ReturnVersionRow)
        .join(ReturnTemplateRow, ReturnTemplateRow.id == ReturnVersionRow.template_id)
        .where(ReturnTemplateRow.slug == slug)
        .order_by(ReturnVersionRow.number.desc())
    )
    return _versions(tx, rows)


def find_newest(tx: Tx, slug: str) -> Version | None:
    found = history(tx, slug)
    return found[0] if found else None


def newest(tx: Tx) -> list[Version]:
    """Every template as it stands, in the order in which they were added."""
    rows = tx.scalars(
        select(ReturnVersionRow)
        .join(
            ReturnTemplateRow,
            (ReturnTemplateRow.id == ReturnVersionRow.template_id)
            & (ReturnTemplateRow.newest == ReturnVersionRow.number),
        )
        .order_by(ReturnTemplateRow.id)
    )
    return _versions(tx, rows)


@lru_cache(maxsize=1)
def packaged() -> dict[str, Definition]:
    """The templates that come with the package, by slug."""
    found: dict[str, Definition] = {}
    for slug in PACKAGED:
        text = (resources.files("outreach.returns") / "data" / f"{slug}.json").read_text("utf-8")
        found[slug] = _definition(text)
    return found


PACKAGED = (
    "national",
    "association",
    "science-month",
    "double-reduction",
    "free-opening",
    "performance",
)
