"""Reading the versions of a programme."""

import json

from sqlalchemy import select

from outreach.catalogue.tables import ProgrammeVersionRow
from outreach.catalogue.version_model import Version
from outreach.kernel.db import Tx


def versions(tx: Tx, programme_id: int) -> list[Version]:
    """Every version that was written down, the latest first; none while nothing was changed."""
    rows = tx.scalars(
        select(ProgrammeVersionRow)
        .where(ProgrammeVersionRow.programme_id == programme_id)
        .order_by(ProgrammeVersionRow.version.desc())
    )
    return [
        Version(row.version, json.loads(row.written), row.note, row.at, row.person_id)
        for row in rows
    ]
