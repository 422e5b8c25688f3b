"""A learning sheet as a coordinator writes it."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from outreach.catalogue.forms import REQUIRED, choices, grades, not_below_first
from outreach.catalogue.learning_model import Phase, SheetEntry
from outreach.catalogue.learning_words import PHASES
from outreach.province.forms import narrow, no_personal_number
from outreach.web.words import _, lazy

MOST_TASKS = 12


class SheetForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    phase = SelectField(lazy("什么时候用"), choices=choices(PHASES.items()))
    grades_from = SelectField(lazy("最低年级"), coerce=int, choices=grades)
    grades_to = SelectField(
        lazy("最高年级"), [not_below_first], coerce=int, choices=grades, default=12
    )
    title = StringField(
        lazy("标题"), [REQUIRED, Length(max=60), no_personal_number], filters=[narrow]
    )
    title_en = StringField(
        lazy("英文标题"), [Length(max=100), no_personal_number], filters=[narrow]
    )
    curriculum = StringField(lazy("联系课程"), [REQUIRED, Length(max=200), no_personal_number])
    curriculum_en = StringField(lazy("英文的联系课程"), [Length(max=300), no_personal_number])
    tasks = TextAreaField(lazy("任务"), [REQUIRED, Length(max=3000), no_personal_number])
    tasks_en = TextAreaField(lazy("英文任务"), [Length(max=5000), no_personal_number])
    notes = TextAreaField(lazy("给老师的话"), [Length(max=2000), no_personal_number])
    notes_en = TextAreaField(lazy("英文给老师的话"), [Length(max=3000), no_personal_number])
    revision = HiddenField(default="1")

    def validate_tasks(self, field: TextAreaField) -> None:
        count = len([line for line in (field.data or "").splitlines() if line.strip()])
        if not 1 <= count <= MOST_TASKS:
            raise ValidationError(_("请写 1 到 %(most)s 项任务，每行一项。", most=MOST_TASKS))

    def entry(self) -> SheetEntry:
        """The sheet as typed; call after it has validated."""
        typed: dict[str, Any] = self.data
        return SheetEntry(
            phase=Phase(typed["phase"]),
            grades_from=typed["grades_from"],
            grades_to=typed["grades_to"],
            title=typed["title"],
            title_en=typed["title_en"] or None,
            curriculum=typed["curriculum"].strip(),
            curriculum_en=(typed["curriculum_en"] or "").strip() or None,
            tasks=typed["tasks"].strip(),
            tasks_en=(typed["tasks_en"] or "").strip() or None,
            notes=(typed["notes"] or "").strip() or None,
            notes_en=(typed["notes_en"] or "").strip() or None,
        )
