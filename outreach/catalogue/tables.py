"""Rows of venues with their rules, halls and programmes."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row
from outreach.province.upload_rows import UploadLineRow, UploadRow


class VenueRow(Row):
    __tablename__ = "venue"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]  # museum, computing_centre, city_museum
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"))
    address: Mapped[str]
    address_en: Mapped[str]
    meeting_point: Mapped[str]
    meeting_point_en: Mapped[str]
    phone: Mapped[str | None]
    lon: Mapped[float]
    lat: Mapped[float]
    sample: Mapped[bool] = mapped_column(default=True)  # 示例，待馆方确认


class OpeningRow(Row):
    """Hours on a weekday (0 Monday … 6 Sunday); a weekday without a row is closed."""

    __tablename__ = "opening"
    __table_args__ = (CheckConstraint("closes > opens", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]


class GroupRuleRow(Row):
    """What a venue asks of groups; an empty field means no such rule."""

    __tablename__ = "group_rule"

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    min_pupils: Mapped[int | None]
    max_pupils: Mapped[int | None]
    lead_days: Mapped[int] = mapped_column(default=7)
    horizon_days: Mapped[int | None]  # rolling booking: at most this far ahead
    lead_in_workdays: Mapped[bool] = mapped_column(default=False)
    phone_only: Mapped[bool] = mapped_column(default=False)  # booked on behalf, after a call
    max_inside: Mapped[int | None]  # group pupils in the building at once
    opens_on_holidays: Mapped[bool] = mapped_column(default=False)
    papers: Mapped[str] = mapped_column(default="letter")  # comma-separated kinds
    papers_due_days: Mapped[int] = mapped_column(default=14)  # after the hold begins
    papers_before_days: Mapped[int] = mapped_column(default=3)  # and never later than this before
    paper_terms: Mapped[str | None] = mapped_column(Text)  # where a paper has terms of its own
    evacuation: Mapped[str | None] = mapped_column(Text)  # printed in schools' safety plans
    cancel_free_days: Mapped[int] = mapped_column(default=3)
    change_tolerance: Mapped[int] = mapped_column(default=10)  # percent of pupils
    offer_hours: Mapped[int] = mapped_column(default=48, server_default="48")  # to answer an offer
    # So many days before a visit the school is asked whether it comes; 0 asks nobody.
    reconfirm_days: Mapped[int] = mapped_column(default=3, server_default="3")
    # So many days before a visit whoever still waits is told that there is no place.
    no_place_days: Mapped[int] = mapped_column(default=3, server_default="3")
    no_show_limit: Mapped[int | None]  # in a school year; then later in the next allocation
    release: Mapped[str] = mapped_column(default="at_once")  # at_once, days_before, first_monday
    release_days: Mapped[int | None]
    release_time: Mapped[time | None]
    advice: Mapped[str | None] = mapped_column(Text)
    advice_en: Mapped[str | None] = mapped_column(Text)


class AdultRatioRow(Row):
    """One adult for so many pupils, by stage."""

    __tablename__ = "adult_ratio"

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    pupils_per_adult: Mapped[int]


class DayCapRow(Row):
    """At most so many group pupils in a day or half-day of one kind."""

    __tablename__ = "day_cap"
    __table_args__ = (CheckConstraint("pupils >= 0", name="not_negative"),)

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), primary_key=True)
    days: Mapped[str] = mapped_column(primary_key=True)  # weekday, weekend, holiday
    part: Mapped[str] = mapped_column(primary_key=True)  # day, am, pm
    pupils: Mapped[int]


class HallRow(Row):
    __tablename__ = "hall"

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    name: Mapped[str]
    name_en: Mapped[str]
    capacity: Mapped[int]
    # One session at a time, as in a lab or a lecture room.
    exclusive: Mapped[bool] = mapped_column(default=False)
    largest_group: Mapped[int | None]  # larger groups pass it by


class ProgrammeRow(Row):
    __tablename__ = "programme"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="has_room"),
        CheckConstraint("grades_to >= grades_from", name="grades_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]  # model.ProgrammeKind
    summary: Mapped[str] = mapped_column(Text)
    summary_en: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    capacity: Mapped[int]
    batch_size: Mapped[int]
    grades_from: Mapped[int]
    grades_to: Mapped[int]
    weekdays: Mapped[str]  # comma-separated, 0 Monday; within the venue's opening
    starts: Mapped[str]  # comma-separated HH:MM
    waitlist_policy: Mapped[str] = mapped_column(default="strict")  # strict, first_fit
    max_passes: Mapped[int | None]  # first_fit: nobody is passed more often
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="open")  # trial, open, retired
    # On trial, schools book it themselves only where the venue says so.
    trial_for_all: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    # Batches take turns in the halls; otherwise all of a session walk the way together.
    rotates: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revised_on: Mapped[date | None]
    setting: Mapped[str] = mapped_column(default="indoors", server_default="indoors")
    sample: Mapped[bool] = mapped_column(default=True)
    # So many places of a session are kept for far schools, until so many days before it.
    far_share: Mapped[int] = mapped_column(default=0, server_default="0")
    far_share_days: Mapped[int] = mapped_column(default=14, server_default="14")
    conditions_version: Mapped[int | None]  # the newest of programme_condition


class ConditionRow(Row):
    """What groups accept before they book; a change is a new version, never another text."""

    __tablename__ = "programme_condition"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    words_en: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ProgrammeHallRow(Row):
    __tablename__ = "programme_hall"
    __table_args__ = (UniqueConstraint("programme_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id"))
    position: Mapped[int]
    minutes: Mapped[int]


class StopExhibitRow(Row):
    """An exhibit chosen for a stop of a route."""

    __tablename__ = "stop_exhibit"
    __table_args__ = (UniqueConstraint("programme_id", "exhibit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    position: Mapped[int]  # of the stop
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"), index=True)


class ProgrammeVersionRow(Row):
    """What a programme said in one version, and what was changed to make it."""

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("programme_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    version: Mapped[int]
    written: Mapped[str] = mapped_column(Text)  # JSON: the programme with its way
    note: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime | None]  # nothing for what came with the package
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ExhibitRow(Row):
    __tablename__ = "exhibit"
    __table_args__ = (
        UniqueConstraint("venue_id", "code"),
        Index("ix_exhibit_hall_state", "hall_id", "state"),
        CheckConstraint("grades_to >= grades_from", name="grades_in_order"),
        CheckConstraint("state IN ('open', 'repair', 'removed')", name="known_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id"))
    code: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str | None]
    zone: Mapped[str | None]
    theme: Mapped[str | None]
    keywords: Mapped[str | None]
    grades_from: Mapped[int]
    grades_to: Mapped[int]
    minutes: Mapped[int]
    places: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="open")
    reason: Mapped[str | None]
    since: Mapped[date]
    back_on: Mapped[date | None]
    revision: Mapped[int] = mapped_column(default=1)
    sample: Mapped[bool] = mapped_column(default=False)


class ExhibitStepRow(Row):
    """One change of an exhibit's state."""

    __tablename__ = "exhibit_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"), index=True)
    state: Mapped[str]
    reason: Mapped[str | None]
    back_on: Mapped[date | None]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ExhibitImportRow(UploadRow):
    """A list of a venue's exhibits."""

    __tablename__ = "exhibit_import"

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))


class ExhibitImportLineRow(UploadLineRow):
    __tablename__ = "exhibit_line"
    __table_args__ = (UniqueConstraint("import_id", "line"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("exhibit_import.id"), index=True)
    exhibit_id: Mapped[int | None]


class LearningSheetRow(Row):
    """Tasks for pupils before, during or after a visit."""

    __tablename__ = "learning_sheet"
    __table_args__ = (CheckConstraint("grades_to >= grades_from", name="grades_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    phase: Mapped[str]  # before, during, after
    grades_from: Mapped[int]
    grades_to: Mapped[int]
    title: Mapped[str]
    title_en: Mapped[str | None]
    curriculum: Mapped[str] = mapped_column(Text)
    curriculum_en: Mapped[str | None] = mapped_column(Text)
    tasks: Mapped[str] = mapped_column(Text)  # a line each
    tasks_en: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)  # for the teacher
    notes_en: Mapped[str | None] = mapped_column(Text)
    changed_on: Mapped[date | None]
    revision: Mapped[int] = mapped_column(default=1)
    active: Mapped[bool] = mapped_column(default=True)
    sample: Mapped[bool] = mapped_column(default=False)


class SheetPrintRow(Row):
    """How often a sheet was opened for print in a month; nothing about by whom."""

    __tablename__ = "sheet_print"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("learning_sheet.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    times: Mapped[int]
