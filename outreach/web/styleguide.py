"""The page that shows every part of the design language at once, with invented contents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import (  # type: ignore[attr-defined]  # its stubs do not know SelectChoice
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from outreach.web.charts import Mark, Series, lines, lorenz, lying, standing
from outreach.web.day_chart import calendar
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _, lazy

blueprint = Blueprint("styleguide", __name__)


class SampleForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """One field of every kind a page may hold."""

    school = StringField(lazy("学校"), [InputRequired(lazy("请填写学校名称"))])
    county = SelectField(
        lazy("县（市、区）"),
        [InputRequired(lazy("请选择县（市、区）"))],
        choices=[SelectChoice("", ""), SelectChoice("360734", lazy("寻乌县"))],
    )
    visit_on = DateField(lazy("日期"), [InputRequired(lazy("请选择日期"))])
    pupils = IntegerField(
        lazy("学生人数"),
        [InputRequired(), NumberRange(min=10, max=200, message=lazy("每批 10–200 人"))],
    )
    adults = IntegerField(lazy("随队教师"), [InputRequired()])
    stage = RadioField(
        lazy("学段"),
        [DataRequired(lazy("请选择学段"))],
        choices=[
            SelectChoice("primary", lazy("小学")),
            SelectChoice("junior", lazy("初中")),
            SelectChoice("senior", lazy("高中")),
        ],
    )
    way = RadioField(
        lazy("我想"),
        [DataRequired(lazy("请选择一种方式"))],
        choices=[
            SelectChoice("visit", lazy("带学生来馆")),
            SelectChoice("van", lazy("请大篷车来校")),
        ],
    )
    needs = SelectMultipleField(
        lazy("特殊需要"),
        choices=[
            SelectChoice("wheelchair", lazy("轮椅通道")),
            SelectChoice("sign", lazy("手语讲解")),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    remark = TextAreaField(lazy("备注"), [Optional()])
    letter = FileField(lazy("公函扫描件"), [Optional()])
    password = PasswordField(lazy("密码"), [Optional()])
    agreed = BooleanField(lazy("已阅读参观须知"), [DataRequired(lazy("请先阅读参观须知"))])


@dataclass(frozen=True, slots=True)
class SamplePage:
    number: int = 2
    pages: int = 9
    total: int = 173


def sample_days() -> list[date]:
    """A working week at the museum, which is closed on Mondays."""
    return [date(2027, 3, day) for day in range(8, 15)]


def sample_steps() -> list[tuple[str, str, str]]:
    """The stages of a booking as a teacher sees them: key, words, note."""
    return [
        ("submitted", _("已提交"), _("3月1日")),
        ("held", _("预留（待材料）"), _("材料截止 3月15日")),
        ("confirmed", _("已确认"), ""),
        ("arrived", _("已到馆"), ""),
        ("done", _("已完成"), ""),
    ]


def sample_charts() -> dict[str, Any]:
    """One chart of every kind, with invented numbers."""
    months = ("9月", "10月", "11月", "12月", "1月", "2月")
    visits = (1210, 2480, 1975, 860, 320, 0)
    kinds = ((_("到馆参观"), 86), (_("大篷车进校园"), 41), (_("科普报告"), 17), (_("直播课"), 9))
    terms = (_("2024 秋"), _("2025 春"), _("2025 秋"), _("2026 春"))
    lowest, highest = (12, 14, 19, 22), (17, 21, 24, 31)
    days = {date(2026, 9, 1) + timedelta(days=9 * at): at % 7 + 1 for at in range(30)}

    def marks(names: Sequence[str], values: Sequence[int], unit: str = "") -> tuple[Mark, ...]:
        return tuple(
            Mark(name, value, f"{value:,}{unit}", "#tables")
            for name, value in zip(names, values, strict=True)
        )

    ours = Series(
        _("本市"), marks(terms, (15, 17, 21, 26), "%"), tuple(zip(lowest, highest, strict=True))
    )
    others = Series(_("全省"), marks(terms, (20, 19, 22, 23), "%"))
    return {
        "months": standing(marks(months, visits)),
        "kinds": lying(marks([name for name, _n in kinds], [count for _n, count in kinds])),
        "terms": lines(terms, [ours, others]),
        "lorenz": lorenz([(0, 0), (0.3, 0.05), (0.6, 0.2), (0.85, 0.5), (1, 1)]),
        "days": calendar(date(2026, 9, 1), date(2027, 9, 1), days),
        "cities": [
            (
                name,
                standing(marks(months, [v // at for v in visits]), width=180, plot=60, top=2500),
                "#tables",
            )
            for at, name in enumerate((_("南昌"), _("赣州"), _("抚州")), start=1)
        ],
    }


@blueprint.route("/styleguide", methods=["GET", "POST"])
@allows("admin")
def show() -> Response | tuple[str, int]:
    """Nothing is stored: the form answers as any other would."""
    form = SampleForm()
    if form.validate_on_submit():
        say(_("已提交"), undo=url_for("styleguide.show"))
        return redirect(url_for("styleguide.show"), 303)
    page = render_template(
        "styleguide.html",
        form=form,
        filter_form=SampleForm(formdata=None),
        sample_page=SamplePage(),
        days=sample_days(),
        steps=sample_steps(),
        drawn=sample_charts(),
    )
    return page, 422 if form.errors else 200
