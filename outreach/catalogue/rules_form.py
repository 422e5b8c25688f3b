"""What coordinators type about a venue's hours and group rules."""

from datetime import time
from itertools import pairwise
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from outreach.catalogue.forms import TicksField, choices, parse_clock
from outreach.catalogue.model import (
    DayCap,
    DayKind,
    DayPart,
    GroupRules,
    Opening,
    Release,
    Venue,
)
from outreach.catalogue.paper_terms import Addressee, Paper, PaperTerms
from outreach.catalogue.words import ADDRESSEES, DAY_KINDS, DAY_PARTS, PAPERS, RELEASES, WEEKDAYS
from outreach.province.model import Stage
from outreach.province.words import STAGES
from outreach.web.words import _, lazy

NO_RULE = Optional()
PEOPLE = NumberRange(1, 100_000)
CAPS = [(days, part) for days in DayKind for part in DayPart]


class RulesForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """Every rule a venue may set; an empty field means that there is no such rule."""

    min_pupils = IntegerField(lazy("每团最少学生"), [NO_RULE, PEOPLE])
    max_pupils = IntegerField(lazy("每团最多学生"), [NO_RULE, PEOPLE])
    max_inside = IntegerField(lazy("馆内同时最多团队学生"), [NO_RULE, PEOPLE])
    lead_days = IntegerField(
        lazy("至少提前天数"), [InputRequired(lazy("请填写。")), NumberRange(0, 90)]
    )
    lead_in_workdays = BooleanField(lazy("按工作日计算"))
    horizon_days = IntegerField(lazy("最多提前天数"), [NO_RULE, NumberRange(1, 400)])
    release = SelectField(lazy("放号方式"), choices=choices(RELEASES.items()))
    release_days = IntegerField(lazy("提前天数"), [NO_RULE, NumberRange(1, 400)])
    release_time = StringField(lazy("放号时刻"), [NO_RULE, Length(max=5)])
    phone_only = BooleanField(lazy("只接受电话预约，由馆方代填"))
    opens_on_holidays = BooleanField(lazy("法定节假日也接待团队"))
    papers = TicksField(lazy("需要的材料"), [NO_RULE], choices=choices(PAPERS.items()))
    papers_due_days = IntegerField(
        lazy("预留后几天内交材料"), [InputRequired(lazy("请填写。")), NumberRange(1, 60)]
    )
    papers_before_days = IntegerField(
        lazy("最晚参观前几天交材料"), [InputRequired(lazy("请填写。")), NumberRange(0, 60)]
    )
    evacuation = TextAreaField(lazy("疏散路线与集合点"), [NO_RULE, Length(max=600)])
    cancel_free_days = IntegerField(
        lazy("参观前几天以上可随时取消"), [InputRequired(lazy("请填写。")), NumberRange(0, 60)]
    )
    change_tolerance = IntegerField(
        lazy("人数可增减"), [InputRequired(lazy("请填写。")), NumberRange(0, 100)]
    )
    offer_hours = IntegerField(
        lazy("递补后几小时内答复"), [InputRequired(lazy("请填写。")), NumberRange(2, 336)]
    )
    reconfirm_days = IntegerField(
        lazy("参观前几天请学校复核"), [InputRequired(lazy("请填写。")), NumberRange(0, 14)]
    )
    no_place_days = IntegerField(
        lazy("参观前几天告诉候补的学校没有名额"),
        [InputRequired(lazy("请填写。")), NumberRange(3, 14)],
    )
    no_show_limit = IntegerField(
        lazy("一学年内未到馆几次后，下次排期靠后"), [NO_RULE, NumberRange(1, 20)]
    )
    advice = TextAreaField(lazy("给学校的提示"), [NO_RULE, Length(max=400)])
    advice_en = TextAreaField(lazy("给学校的提示（英文）"), [NO_RULE, Length(max=600)])
    confirmed = BooleanField(lazy("以上内容已由馆方确认，去掉“示例”标记"))

    def validate_max_pupils(self, field: IntegerField) -> None:
        if field.data and self.min_pupils.data and field.data < self.min_pupils.data:
            raise ValidationError(_("最多不能少于最少。"))

    def validate_release_time(self, field: StringField) -> None:
        if field.data and parse_clock(field.data) is None:
            raise ValidationError(_("请写成 09:00。"))

    def validate_release(self, field: SelectField) -> None:
        if field.data == Release.DAYS_BEFORE and not self.release_days.data:
            raise ValidationError(_("请填写提前天数。"))

    def validate_release_days(self, field: IntegerField) -> None:
        if self.release.data == Release.DAYS_BEFORE:
            self._leaves_time(field)

    def validate_horizon_days(self, field: IntegerField) -> None:
        self._leaves_time(field)

    def _leaves_time(self, field: IntegerField) -> None:
        """Booking must open before it closes."""
        if field.data and self.lead_days.data and field.data <= self.lead_days.data:
            raise ValidationError(_("要多于“至少提前天数”，否则永远约不上。"))

    def cap_fields(self) -> list[tuple[Any, list[Any]]]:
        """For each kind of day its three fields: the day, the morning, the afternoon."""
        return [
            (DAY_KINDS[days], [self[f"cap_{days}_{part}"] for part in DayPart]) for days in DayKind
        ]

    def paper_fields(self) -> list[tuple[Any, list[Any]]]:
        """For each paper: days after the hold, days before the visit, and to whom it goes."""
        return [
            (PAPERS[kind], [self[f"{field}_{kind}"] for field in ("after", "before", "to")])
            for kind in Paper
        ]

    def ratio_fields(self) -> list[Any]:
        return [self[f"ratio_{stage}"] for stage in Stage]

    @staticmethod
    def fields_of(venue: Venue) -> dict[str, Any]:
        rules = venue.rules
        plain = {
            name: getattr(rules, name)
            for name in GroupRules.__dataclass_fields__
            if name in vars(RulesForm)
        }
        return plain | {
            "release": rules.release.value,
            "release_time": f"{rules.release_time:%H:%M}" if rules.release_time else "",
            "papers": [paper.value for paper in rules.papers],
            "confirmed": not venue.sample,
            **_fields_of_terms(rules),
            **{f"cap_{cap.days}_{cap.part}": cap.pupils for cap in rules.caps},
            **{f"ratio_{stage}": pupils for stage, pupils in rules.pupils_per_adult},
        }

    def rules(self) -> GroupRules:
        """The rules as typed; call after the form has validated."""
        typed: dict[str, Any] = self.data
        return GroupRules(
            min_pupils=typed["min_pupils"],
            max_pupils=typed["max_pupils"],
            lead_days=typed["lead_days"],
            lead_in_workdays=typed["lead_in_workdays"],
            horizon_days=typed["horizon_days"],
            phone_only=typed["phone_only"],
            max_inside=typed["max_inside"],
            caps=self._caps(),
            opens_on_holidays=typed["opens_on_holidays"],
            papers=tuple(Paper(kind) for kind in typed["papers"] or ()),
            papers_due_days=typed["papers_due_days"],
            papers_before_days=typed["papers_before_days"],
            paper_terms=self._terms(),
            evacuation=(typed["evacuation"] or "").strip() or None,
            cancel_free_days=typed["cancel_free_days"],
            change_tolerance=typed["change_tolerance"],
            offer_hours=typed["offer_hours"],
            reconfirm_days=typed["reconfirm_days"],
            no_place_days=typed["no_place_days"],
            no_show_limit=typed["no_show_limit"],
            release=Release(typed["release"]),
            release_days=typed["release_days"],
            release_time=parse_clock(typed["release_time"] or ""),
            advice=(typed["advice"] or "").strip() or None,
            advice_en=(typed["advice_en"] or "").strip() or None,
            pupils_per_adult=tuple(
                (stage, typed[f"ratio_{stage}"]) for stage in Stage if typed[f"ratio_{stage}"]
            ),
        )

    def _terms(self) -> tuple[PaperTerms, ...]:
        """Papers whose terms are not those of all the others."""
        typed: dict[str, Any] = self.data
        general = GroupRules(
            papers_due_days=typed["papers_due_days"],
            papers_before_days=typed["papers_before_days"],
        )
        found = (_typed_terms(kind, typed, general.terms_of(kind)) for kind in Paper)
        return tuple(each for each in found if each != general.terms_of(each.kind))

    def _caps(self) -> tuple[DayCap, ...]:
        typed: dict[str, Any] = self.data
        caps = [(days, part, typed[f"cap_{days}_{part}"]) for days, part in CAPS]
        return tuple(DayCap(days, part, cap) for days, part, cap in caps if cap is not None)


def _fields_of_terms(rules: GroupRules) -> dict[str, Any]:
    """What stands in the fields of each paper; days are empty where the general ones hold."""
    fields: dict[str, Any] = {}
    own = {terms.kind for terms in rules.paper_terms}
    for kind in Paper:
        terms = rules.terms_of(kind)
        fields[f"to_{kind}"] = terms.goes_to.value
        fields[f"after_{kind}"] = terms.days_after if kind in own else None
        fields[f"before_{kind}"] = terms.days_before if kind in own else None
    return fields


def _typed_terms(kind: Paper, typed: dict[str, Any], general: PaperTerms) -> PaperTerms:
    after, before = typed[f"after_{kind}"], typed[f"before_{kind}"]
    to = Addressee(typed[f"to_{kind}"] or general.goes_to)
    if before is None and after is None:
        return PaperTerms(kind, general.days_after, general.days_before, to)
    return PaperTerms(kind, after, general.days_before if before is None else before, to)


for _days, _part in CAPS:
    setattr(
        RulesForm,
        f"cap_{_days}_{_part}",
        IntegerField(DAY_PARTS[_part], [NO_RULE, NumberRange(0, 100_000)]),
    )
for _kind in Paper:
    for _name, _field in (
        ("after", IntegerField(lazy("预留后几天内"), [NO_RULE, NumberRange(1, 60)])),
        ("before", IntegerField(lazy("参观前几天"), [NO_RULE, NumberRange(0, 60)])),
        ("to", SelectField(lazy("交给谁"), [NO_RULE], choices=choices(ADDRESSEES.items()))),
    ):
        setattr(RulesForm, f"{_name}_{_kind}", _field)
for _stage in Stage:
    setattr(
        RulesForm, f"ratio_{_stage}", IntegerField(STAGES[_stage], [NO_RULE, NumberRange(1, 200)])
    )


class HoursForm(FlaskForm):  # type: ignore[misc]
    """Opening hours, a line for each weekday: 09:00–11:30、13:30–17:00; empty means closed."""

    def day_fields(self) -> list[Any]:
        return [self[f"day_{weekday}"] for weekday in range(7)]

    @staticmethod
    def fields_of(venue: Venue) -> dict[str, str]:
        return {
            f"day_{weekday}": "、".join(
                f"{o.opens:%H:%M}–{o.closes:%H:%M}" for o in venue.openings if o.weekday == weekday
            )
            for weekday in range(7)
        }

    def openings(self) -> list[Opening]:
        return [
            Opening(weekday, opens, closes)
            for weekday, field in enumerate(self.day_fields())
            for opens, closes in parse_hours(field.data or "")
        ]


def parse_hours(text: str) -> list[tuple[time, time]]:
    """Stretches of a day in order; a ValidationError says what is wrong with them."""
    stretches = []
    for piece in text.replace("，", "、").replace(",", "、").replace(" ", "").split("、"):
        if not piece:
            continue
        opens, _dash, closes = piece.replace("—", "–").replace("-", "–").partition("–")
        first, last = parse_clock(opens), parse_clock(closes)
        if first is None or last is None:
            raise ValidationError(_("「%(piece)s」看不懂，请写成 09:00–16:30。", piece=piece))
        if last <= first:
            raise ValidationError(_("「%(piece)s」的结束要晚于开始。", piece=piece))
        stretches.append((first, last))
    stretches.sort()
    for (_opens, before), (after, _closes) in pairwise(stretches):
        if after < before:
            raise ValidationError(_("同一天的时段不能重叠。"))
    return stretches


def _readable(form: FlaskForm, field: StringField) -> None:
    del form
    parse_hours(field.data or "")


for _weekday, _word in enumerate(WEEKDAYS):
    setattr(HoursForm, f"day_{_weekday}", StringField(_word, [NO_RULE, Length(max=60), _readable]))
