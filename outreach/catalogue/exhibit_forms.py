"""What coordinators type about exhibits."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from outreach.catalogue.exhibit_list import MOST_MINUTES, MOST_PLACES
from outreach.catalogue.exhibit_model import Exhibit, ExhibitEntry, ExhibitState
from outreach.catalogue.exhibit_words import STATES
from outreach.catalogue.forms import REQUIRED, choices, grades, not_below_first
from outreach.catalogue.model import Venue
from outreach.province.forms import NarrowIntegerField, narrow, no_personal_number
from outreach.web.addresses import row_number
from outreach.web.filters import named
from outreach.web.words import _, lazy


class ExhibitForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    code = StringField(lazy("编号"), [REQUIRED, Length(max=30)], filters=[narrow])
    name = StringField(lazy("展品名称"), [REQUIRED, Length(max=60)], filters=[narrow])
    name_en = StringField(lazy("英文名称"), [Length(max=100)], filters=[narrow])
    hall_id = SelectField(lazy("展厅"), coerce=int)
    zone = StringField(lazy("展区"), [Length(max=30)], filters=[narrow])
    theme = StringField(lazy("主题"), [Length(max=30)], filters=[narrow])
    keywords = StringField(lazy("关键词"), [Length(max=200)], filters=[narrow])
    grades_from = SelectField(lazy("最低年级"), coerce=int, choices=grades)
    grades_to = SelectField(
        lazy("最高年级"), [not_below_first], coerce=int, choices=grades, default=12
    )
    minutes = NarrowIntegerField(
        lazy("所需时间"), [REQUIRED, NumberRange(1, MOST_MINUTES)], default=5
    )
    places = NarrowIntegerField(lazy("同时人数"), [Optional(), NumberRange(1, MOST_PLACES)])
    revision = HiddenField(default="1")

    @classmethod
    def of(cls, venue: Venue, exhibit: Exhibit | None = None) -> "ExhibitForm":
        """The form for a new exhibit of a venue, or for one that is there."""
        form = cls(obj=exhibit)
        form.hall_id.choices = choices((int(hall.id), named(hall)) for hall in venue.halls)
        return form

    def entry(self) -> ExhibitEntry:
        """The exhibit as typed; call after it has validated."""
        typed: dict[str, Any] = self.data
        return ExhibitEntry(
            code=typed["code"],
            name=typed["name"],
            hall_id=typed["hall_id"],
            grades_from=typed["grades_from"],
            grades_to=typed["grades_to"],
            minutes=typed["minutes"],
            name_en=typed["name_en"] or None,
            zone=typed["zone"] or None,
            theme=typed["theme"] or None,
            keywords=typed["keywords"] or None,
            places=typed["places"],
        )


class StateForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """The choice asks for a reason wherever visitors must do without the exhibit."""

    state = SelectField(lazy("状态"), choices=choices(STATES.items()))
    reason = StringField(lazy("原因"), [Length(max=100), no_personal_number], filters=[narrow])
    back_on = DateField(lazy("预计恢复"), [Optional()])
    revision = HiddenField(default="1")

    def validate_reason(self, field: StringField) -> None:
        if self.state.data != ExhibitState.OPEN and not field.data:
            raise ValidationError(_("检修或撤展要写原因。"))


class ListForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """A list of exhibits, for one of the venues the person runs."""

    venue_id = SelectField(lazy("场馆"), coerce=int)
    file = FileField(lazy("展品目录文件"), [FileRequired(lazy("请选择文件。"))])


def revision_of(form: FlaskForm) -> int:
    """Which revision a form was opened with; one that never was when it was tampered with."""
    sent = form.revision.raw_data  # not `data`: left out, that would be the revision of now
    try:
        return row_number(sent[0] if sent else "")
    except ValueError:
        return 0
