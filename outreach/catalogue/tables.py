"""Rows of venues with their rules, halls and programmes."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.kernel.db import Row


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
    cancel_free_days: Mapped[int] = mapped_column(default=3)
    change_tolerance: Mapped[int] = mapped_column(default=10)  # percent of pupils
    offer_hours: Mapped[int] = mapped_column(default=48, server_default="48")  # to answer an offer
    # So many days before a visit the school is asked whether it comes; 0 asks nobody.
    reconfirm_days: Mapped[int] = mapped_column(default=3, server_default="3")
    no_show_limit: Mapped[int | None]  # so many no-shows …
    no_show_months: Mapped[int | None]  # … within so many months …
    no_show_block_days: Mapped[int | None]  # … and the school waits so many days
    late_cancel_counts: Mapped[bool] = mapped_column(default=False)
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
    kind: Mapped[str]  # route, site_tour, lab, talk, show
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
    sample: Mapped[bool] = mapped_column(default=True)


class ProgrammeHallRow(Row):
    __tablename__ = "programme_hall"
    __table_args__ = (UniqueConstraint("programme_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id"))
    position: Mapped[int]
    minutes: Mapped[int]
