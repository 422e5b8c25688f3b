"""What people type about a school, about ways, and about a list they upload."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import get_locale
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (  # type: ignore[attr-defined]  # its stubs do not know SelectChoice
    BooleanField,
    FloatField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from outreach.province.cells import MOST_PUPILS
from outreach.province.list_counties import Gazetteer
from outreach.province.model import GRADES, County, SchoolEntry, Stage, TravelParameters
from outreach.province.words import GRADES as GRADE_WORDS
from outreach.province.words import STAGES
from outreach.web.filters import named
from outreach.web.personal import holds_personal_number
from outreach.web.words import _, lazy

LINE = re.compile("line-([0-9]{1,9})")


def narrow(typed: str | None) -> str:
    """What was typed, in half-width letters, without needless blanks and control signs."""
    plain = " ".join(unicodedata.normalize("NFKC", typed or "").split())
    return "".join(letter for letter in plain if not unicodedata.category(letter).startswith("C"))


def no_personal_number(_form: Any, field: StringField) -> None:
    """A validator of free text: it names nobody, by a number either."""
    if holds_personal_number(field.data or ""):
        raise ValidationError(_("请不要写身份证号、电话号码或学生姓名。"))


class NarrowIntegerField(IntegerField):
    """A whole number; full-width digits will do."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = [text for value in valuelist if (text := narrow(str(value)).replace(",", ""))]
        try:
            super().process_formdata(typed)
        except ValueError:
            raise ValueError(_("请填一个整数，如 86。")) from None


class NarrowFloatField(FloatField):
    """A number with a point; full-width digits will do."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = [text for value in valuelist if (text := narrow(str(value)))]
        try:
            super().process_formdata(typed)
        except ValueError:
            raise ValueError(_("请填一个数，如 1.28。")) from None


def _pupils(label: Any) -> NarrowIntegerField:
    most = NumberRange(0, MOST_PUPILS, lazy("请填 %(min)s 到 %(max)s 之间的整数。"))
    return NarrowIntegerField(label, [Optional(), most])


class SchoolForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """One school. Nothing about people: no head, no telephone."""

    name = StringField(
        lazy("学校名称"),
        [InputRequired(lazy("请填写学校名称。")), Length(max=80, message=lazy("最多 80 个字。"))],
        filters=[narrow],
    )
    code = StringField(
        lazy("学校标识码"),
        [Optional(), Regexp(r"^[0-9]{10}$", message=lazy("学校标识码是 10 位数字。"))],
        filters=[narrow],
    )
    county = SelectField(lazy("县（市、区）"), [InputRequired(lazy("请选择县（市、区）。"))])
    township = StringField(lazy("乡镇"), [Optional(), Length(max=40)], filters=[narrow])
    stages = SelectMultipleField(
        lazy("学段"),
        [InputRequired(lazy("请至少选择一个学段。"))],
        choices=[SelectChoice(stage.value, STAGES[stage]) for stage in Stage],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    teaching_point = BooleanField(lazy("是教学点"))
    pupils_reported = _pupils(lazy("在校生数"))
    pupils_about = BooleanField(lazy("人数为约数"))
    lat = NarrowFloatField(
        lazy("纬度"),
        [Optional(), NumberRange(24, 30.5, lazy("请填 %(min)s 到 %(max)s 之间的数。"))],
    )
    lon = NarrowFloatField(
        lazy("经度"),
        [Optional(), NumberRange(113, 119, lazy("请填 %(min)s 到 %(max)s 之间的数。"))],
    )
    revision = HiddenField()

    def offer(self, counties: Sequence[County]) -> None:
        """The counties whose schools the person may enter, city by city."""
        english = str(get_locale()) == "en"
        self.county.choices = [] if len(counties) == 1 else [SelectChoice("", _("请选择"))]
        self.county.choices += [
            SelectChoice(
                county.code,
                named(county),
                optgroup=county.city_name_en if english else county.city_name,
            )
            for county in counties
        ]

    def grade_fields(self) -> list[Any]:
        return [self[f"grade{grade}"] for grade in GRADES]

    def fill(self, entry: SchoolEntry, *, township: str, revision: int) -> None:
        """Start from what the register says."""
        self.name.data = entry.name
        self.code.data = entry.code
        self.county.data = entry.county_code
        self.township.data = township
        self.stages.data = [stage.value for stage in entry.stages]
        self.teaching_point.data = entry.teaching_point
        self.pupils_reported.data = entry.pupils_reported
        self.pupils_about.data = entry.pupils_about
        self.lat.data, self.lon.data = entry.lat, entry.lon
        self.revision.data = str(revision)
        for grade, pupils in entry.enrolment:
            self[f"grade{grade}"].data = pupils

    def entry(self, gazetteer: Gazetteer) -> SchoolEntry | None:
        """What was typed, or nothing when a complaint now stands at its field."""
        township = None
        if self.township.data:
            township = gazetteer.township(self.county.data, self.township.data)
            if township is None:
                self.township.errors = [_("这个县里没有这个乡镇，请核对或留空。")]
        if (self.lat.data is None) != (self.lon.data is None):
            self.lat.errors = [_("经度和纬度要一起填。")]
        if self.township.errors or self.lat.errors:
            return None
        by_grade = tuple(
            (grade, self[f"grade{grade}"].data) for grade in GRADES if self[f"grade{grade}"].data
        )
        return SchoolEntry(
            name=self.name.data or "",
            county_code=self.county.data,
            code=self.code.data or None,
            township_code=township,
            stages=tuple(stage for stage in Stage if stage.value in (self.stages.data or ())),
            teaching_point=self.teaching_point.data,
            lat=self.lat.data,
            lon=self.lon.data,
            pupils_reported=None if by_grade else self.pupils_reported.data,
            pupils_about=self.pupils_about.data,
            enrolment=by_grade,
        )


for _grade in GRADES:
    setattr(SchoolForm, f"grade{_grade}", _pupils(GRADE_WORDS[_grade]))


class UploadForm(FlaskForm):  # type: ignore[misc]
    file = FileField(lazy("名单文件"), [FileRequired(lazy("请选择一个文件。"))])


class CountyTravelForm(FlaskForm):  # type: ignore[misc]
    """What a driver knows better than the estimate; blank fields go back to the estimate."""

    road_km = NarrowFloatField(
        lazy("实际里程"),
        [Optional(), NumberRange(1, 1500, lazy("请填 %(min)s 到 %(max)s 之间的数。"))],
    )
    coach_hours = NarrowFloatField(
        lazy("实际单程时间"),
        [Optional(), NumberRange(0.25, 24, lazy("请填 %(min)s 到 %(max)s 之间的数。"))],
    )
    road_factor = NarrowFloatField(
        lazy("本县道路系数"),
        [Optional(), NumberRange(1, 3, lazy("请填 %(min)s 到 %(max)s 之间的数。"))],
    )


class TravelForm(FlaskForm):  # type: ignore[misc]
    road_factor = NarrowFloatField(
        lazy("全省道路系数"),
        [
            InputRequired(lazy("请填写道路系数。")),
            NumberRange(1, 3, lazy("请填 %(min)s 到 %(max)s 之间的数。")),
        ],
    )
    speeds = TextAreaField(lazy("里程与平均车速"), [InputRequired(lazy("请填写平均车速。"))])

    def fill(self, parameters: TravelParameters) -> None:
        self.road_factor.data = parameters.road_factor
        self.speeds.data = "\n".join(f"{km:g} {speed:g}" for km, speed in parameters.speeds)

    def parameters(self) -> TravelParameters | None:
        """What was typed, or nothing when a line is not two numbers."""
        speeds: list[tuple[float, float]] = []
        for line in filter(None, map(narrow, (self.speeds.data or "").splitlines())):
            try:
                km, speed = (float(part) for part in line.split())
            except ValueError:
                self.speeds.errors = [
                    _("每行两个数：里程和车速，中间空一格。问题在「%(line)s」。", line=line)
                ]
                return None
            speeds.append((km, speed))
        return TravelParameters(road_factor=self.road_factor.data or 1.0, speeds=tuple(speeds))


def answers(submitted: Mapping[str, str]) -> tuple[dict[int, str], dict[str, str]]:
    """Choices by line and for all alike, from fields named `line-7` and `alike-<question>`."""
    lines = {
        int(found[1]): value
        for name, value in submitted.items()
        if (found := LINE.fullmatch(name)) and value
    }
    alike = {
        name.removeprefix("alike-"): value
        for name, value in submitted.items()
        if name.startswith("alike-") and value
    }
    return lines, alike
