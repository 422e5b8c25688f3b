"""The columns of an uploaded list and of its lines, whatever the list is of."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


class UploadRow(Row):
    """A list somebody uploaded, from reading to undo."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    filename: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(default="waiting")
    # waiting, reading, ready, unreadable, applied, undone, discarded
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    refusal: Mapped[str | None] = mapped_column(Text)  # JSON: code and facts
    summary: Mapped[str | None] = mapped_column(Text)  # JSON: counts
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class UploadLineRow(Row):
    """One line of it, with what it would do, its complaints, and what was there before."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int]
    line: Mapped[int]
    outcome: Mapped[str]  # new, changed, unchanged, skipped, refused, ask
    fields: Mapped[str] = mapped_column(Text)  # JSON
    complaints: Mapped[str] = mapped_column(Text)  # JSON
    before: Mapped[str | None] = mapped_column(Text)  # JSON, for undo
