"""What officers and coordinators type about an activity, and how the ledger is searched."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from outreach.ledger.model import (
    HIGHEST_GRADE,
    LOWEST_GRADE,
    Audience,
    Cell,
    Entry,
    Kind,
    OnlineMeasure,
)
from outreach.ledger.more_form import STANDS, MoreFields, count, more_told, plain
from outreach.ledger.record_model import Record
from outreach.ledger.words import KINDS, MEASURES
from outreach.province.model import School
from outreach.province.words import grade_words
from outreach.web.personal import holds_personal_number
from outreach.web.words import _, lazy

Choices = list[tuple[str, str]]


class EntryForm(MoreFields):
    """An activity in one page: what is asked of a school's differs from what is public.

    With `planned` it tells of one to come: its day may lie ahead, and nothing was counted.
    """

    token = HiddenField()
    wish = HiddenField()  # the wish of a school that this ends
    audience = HiddenField()
    kind = SelectField(lazy("类型"), [InputRequired()])
    day = DateField(lazy("日期"), [InputRequired(lazy("请填写日期。"))])
    county_code = SelectField(lazy("县（市、区）"), validate_choice=False)
    venue_id = SelectField(lazy("主办场馆"), validate_choice=False)
    school_text = StringField(lazy("学校"), [Length(max=60)], filters=[plain])
    school_id = IntegerField(lazy("学校"), [Optional()])
    place = StringField(lazy("地点"), [Length(max=100)], filters=[plain])
    onsite = count(lazy("现场人次"))
    onsite_pupils = count(lazy("其中学生"))
    online = count(lazy("线上人次"), most=100_000_000)
    online_measure = SelectField(lazy("线上口径"), default="")
    grade = SelectField(lazy("年级"), default="")
    whole_class = StringField(lazy("整班参加的班级"), [Length(max=20)], filters=[plain])
    first_timers = count(lazy("本学年第一次参加的学生"))
    minutes = count(lazy("时长（分钟）"), most=600, least=1)
    title = StringField(lazy("活动名称"), [Length(max=100)], filters=[plain])
    lead = StringField(
        lazy("主办单位"),
        [DataRequired(lazy("请填写主办单位。")), Length(max=100)],
        filters=[plain],
    )
    planned_onsite = count(lazy("计划人次"))

    def __init__(
        self,
        *,
        today: date,
        counties: Choices,
        venues: Choices,
        planned: bool = False,
        **fields: Any,
    ) -> None:
        super().__init__(**fields)
        self.today = today
        self.planned = planned
        self.school: School | None = None
        self.kind.choices = [(kind.value, KINDS[kind]) for kind in Kind]
        self.county_codes = frozenset(code for code, _name in counties)
        self.venue_ids = frozenset(venue_id for venue_id, _name in venues)
        self.county_code.choices = counties
        self.venue_id.choices = venues
        self.online_measure.choices = [
            ("", _("请选择")),
            *((measure.value, MEASURES[measure]) for measure in OnlineMeasure),
        ]
        self.grade.choices = [
            ("", _("多个年级或未分")),
            *((str(g), grade_words(g)) for g in range(LOWEST_GRADE, HIGHEST_GRADE + 1)),
        ]

    @property
    def is_for_school(self) -> bool:
        return bool(self.audience.data != Audience.PUBLIC)

    def validate(self, extra_validators: Any = None) -> bool:
        """All complaints at once; the view has put the chosen school beside the form."""
        fields_fit = super().validate(extra_validators)
        complaints = [
            *self._when(),
            *self._where(),
            *self.units_complaints(),
            *([] if self.planned else self._how_many()),
        ]
        for field, words in complaints:
            field.errors = [*field.errors, words]
        return bool(fields_fit) and not complaints

    def _when(self) -> Iterator[tuple[Any, str]]:
        if not self.planned and self.day.data and self.day.data > self.today:
            yield self.day, _("已办的活动，日期不能晚于今天；还没办的请记成计划。")
        yield from self.days_complaints(self.day.data)

    def _where(self) -> Iterator[tuple[Any, str]]:
        if self.is_for_school and self.school is None:
            yield self.school_text, _("请从列表中选定一所学校。")
        if not self.is_for_school and self.county_code.data not in self.county_codes:
            yield self.county_code, _("请选择县（市、区）。")
        if str(self.venue_id.data or "") not in self.venue_ids:
            yield self.venue_id, _("请选择场馆。")
        if not self.is_for_school and not self.place.data:
            yield self.place, _("请填写地点。")
        for field in (self.title, self.place):
            if holds_personal_number(field.data or ""):
                yield field, _("这里像是写了证件号或电话，请去掉。")

    @property
    def stands(self) -> bool:
        """Whether it stands for several days, so that its people are counted day by day."""
        return self.kind.data in STANDS and self.until_day.data is not None

    def _how_many(self) -> Iterator[tuple[Any, str]]:
        onsite, pupils = self.onsite.data, self.onsite_pupils.data
        told = (onsite, self.online.data) != (None, None)
        if not told and not self.onsite.errors and not self.stands:
            yield self.onsite, _("现场人次和线上人次至少填一项。")
        if pupils is not None and pupils > (onsite or 0):
            yield self.onsite_pupils, _("学生包含在现场人次里，不能比它多。")
        if self.is_for_school and onsite and pupils is None:
            yield self.onsite_pupils, _("请填写其中学生有多少人。")
        if self.online.data and not self.online_measure.data:
            yield self.online_measure, _("请选择平台这个数字数的是什么。")
        if self.first_timers.data is not None and self.first_timers.data > (pupils or 0):
            yield self.first_timers, _("第一次参加的学生不能多于学生人数。")
        if self.whole_class.data and not self.grade.data:
            yield self.grade, _("填写班级时请选择年级。")

    def entry(self, *, title: str, kept_cells: tuple[Cell, ...] = ()) -> Entry:
        """The activity as it was told; call it only when the form is valid.

        `title` stands in where none was typed. `kept_cells` are those of a record with several
        grades, which this page cannot show; they stay while school and pupils stay the same.
        """
        school = self.school if self.is_for_school else None
        told = Entry(
            kind=Kind(self.kind.data),
            title=self.title.data or title,
            day=self.day.data or self.today,
            county_code=school.county_code if school else self.county_code.data,
            place=self.place.data or (school.name if school else ""),
            lead=self.lead.data or "",
            audience=Audience.SCHOOL if school else Audience.PUBLIC,
            school_id=school.id if school else None,
            onsite=self.onsite.data,
            onsite_pupils=self.onsite_pupils.data,
            online=self.online.data,
            online_measure=OnlineMeasure(self.online_measure.data) if self.online.data else None,
            minutes=self.minutes.data,
            venue_id=int(self.venue_id.data) if self.venue_id.data else None,
            planned_onsite=self.planned_onsite.data,
            **self.more(),
        )
        if told.until_day == told.day:
            told = replace(told, until_day=None)
        if school is None or not told.onsite_pupils:
            return told
        if sum(cell.pupils for cell in kept_cells) == told.onsite_pupils and all(
            cell.school_id == school.id for cell in kept_cells
        ):
            return replace(told, cells=kept_cells)
        cell = Cell(
            school_id=school.id,
            pupils=told.onsite_pupils,
            grade=int(self.grade.data) if self.grade.data else None,
            first_timers=self.first_timers.data,
            whole_class=self.whole_class.data,
        )
        return replace(told, cells=(cell,))


class CorrectionForm(EntryForm):
    """The same page again, with the reason for the change."""

    revision = HiddenField()
    reason = StringField(
        lazy("更正原因"),
        [DataRequired(lazy("请写明更正原因，它会留在记录里。")), Length(max=200)],
        filters=[plain],
    )


class DoneForm(EntryForm):
    """What became of a plan; the plan is what the fields start from."""

    revision = HiddenField()


class ReasonForm(FlaskForm):  # type: ignore[misc]
    revision = IntegerField(validators=[InputRequired()])
    reason = StringField(
        lazy("原因"), [DataRequired(lazy("请写明原因。")), Length(max=200)], filters=[plain]
    )


def told_before(record: Record) -> dict[str, Any]:
    """What the correction page starts from."""
    activity = record.activity
    cell = record.cells[0] if len(record.cells) == 1 else None
    return {
        "audience": activity.audience,
        "kind": activity.kind,
        "day": activity.day,
        "county_code": activity.county_code,
        "venue_id": str(activity.venue_id or ""),
        "school_id": activity.school_id,
        "place": activity.place,
        "onsite": activity.onsite,
        "onsite_pupils": activity.onsite_pupils,
        "online": activity.online,
        "online_measure": activity.online_measure or "",
        "grade": "" if cell is None or cell.grade is None else str(cell.grade),
        "whole_class": cell.whole_class if cell else None,
        "first_timers": cell.first_timers if cell else None,
        "minutes": activity.minutes,
        "title": activity.title,
        "lead": activity.lead,
        "planned_onsite": activity.planned_onsite,
        **more_told(record),
        "revision": str(activity.revision),
    }
