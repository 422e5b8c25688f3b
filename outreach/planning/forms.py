"""What coordinators type about their days, and where they move a batch."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from outreach.catalogue.forms import TicksField, choices, parse_clock, parse_clocks
from outreach.catalogue.model import Programme, Venue
from outreach.planning.days import Lunch, RotationRules, minute_of
from outreach.planning.model import Minute
from outreach.web.filters import named
from outreach.web.words import _, lazy

REQUIRED = InputRequired(lazy("请填写。"))
MOST_SHOWS = 40


def clocks_field(form: FlaskForm, field: StringField) -> None:
    """Complains about what is no clock; wtforms calls it with the form and the field."""
    del form
    if len(parse_clocks(field.data or "")) > MOST_SHOWS:
        raise ValidationError(_("一天最多 %(count)s 场。", count=MOST_SHOWS))


class RotationForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """A venue's rules for its days; fields for halls are added by `rotation_form`."""

    walk = IntegerField(lazy("展厅之间一般走几分钟"), [REQUIRED, NumberRange(0, 60)])
    extra_stay = IntegerField(lazy("比项目时长最多多留几分钟"), [REQUIRED, NumberRange(0, 480)])
    after_closing = IntegerField(lazy("闭馆后最多再留几分钟"), [REQUIRED, NumberRange(0, 240)])
    patience = IntegerField(lazy("等候超过几分钟要提示"), [REQUIRED, NumberRange(5, 240)])
    guides = StringField(lazy("各时段讲解员人数"), [Optional(), Length(max=300)])
    lunch_from = StringField(lazy("午餐开始"), [Optional(), Length(max=5)])
    lunch_until = StringField(lazy("午餐结束"), [Optional(), Length(max=5)])
    lunch_minutes = IntegerField(lazy("用餐分钟"), [Optional(), NumberRange(10, 120)])
    canteen_places = IntegerField(lazy("餐位"), [Optional(), NumberRange(1, 5000)])
    unguided = TicksField(lazy("不需要讲解员的展厅"), [Optional()], coerce=int)
    ordered = TicksField(lazy("按路线顺序参观的项目"), [Optional()], coerce=int)

    venue: Venue

    def validate_guides(self, field: StringField) -> None:
        parse_guides(field.data or "")

    def validate_lunch_from(self, field: StringField) -> None:
        if field.data and parse_clock(field.data) is None:
            raise ValidationError(_("请写成 09:00。"))

    def validate_lunch_until(self, field: StringField) -> None:
        opens, closes = parse_clock(self.lunch_from.data or ""), parse_clock(field.data or "")
        if field.data and closes is None:
            raise ValidationError(_("请写成 09:00。"))
        if (
            opens
            and closes
            and minute_of(closes) - minute_of(opens) < (self.lunch_minutes.data or 0)
        ):
            raise ValidationError(_("午餐时段要比用餐时间长。"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Lunch is all four or none; an empty field's own validators would not be asked."""
        right = bool(super().validate(extra_validators))
        lunch = (self.lunch_from, self.lunch_until, self.lunch_minutes, self.canteen_places)
        given = [bool(field.data) for field in lunch]
        if any(given) and not all(given):
            complaint = str(_("午餐四项要一起填写，或全部留空。"))
            self.lunch_from.errors = [*self.lunch_from.errors, complaint]
            return False
        return right

    def show_fields(self) -> list[Any]:
        return [self[f"shows_{hall.id}"] for hall in self.venue.halls]

    def walk_fields(self) -> list[Any]:
        return [self[f"walk_{a}_{b}"] for a, b in hall_pairs(self.venue)]

    def rules(self) -> RotationRules:
        """What was typed; call it after it was found right."""
        opens, closes = (
            parse_clock(self.lunch_from.data or ""),
            parse_clock(self.lunch_until.data or ""),
        )
        minutes, places = self.lunch_minutes.data, self.canteen_places.data
        shows = {h.id: parse_clocks(self[f"shows_{h.id}"].data or "") for h in self.venue.halls}
        walks = {pair: self["walk_{}_{}".format(*pair)].data for pair in hall_pairs(self.venue)}
        return RotationRules(
            walk=self.walk.data or 0,
            extra_stay=self.extra_stay.data or 0,
            after_closing=self.after_closing.data or 0,
            patience=self.patience.data or 0,
            lunch=Lunch(opens, closes, minutes, places)
            if opens and closes and minutes and places
            else None,
            shows={hall: tuple(clocks) for hall, clocks in shows.items() if clocks},
            unguided=frozenset(self.unguided.data or ()),
            walks={pair: minutes for pair, minutes in walks.items() if minutes is not None},
            guides=parse_guides(self.guides.data or ""),
            ordered=frozenset(self.ordered.data or ()),
        )


def hall_pairs(venue: Venue) -> list[tuple[int, int]]:
    ids = sorted(hall.id for hall in venue.halls)
    return [(one, other) for one in ids for other in ids if one < other]


def rotation_form(
    venue: Venue, programmes: Sequence[Programme], rules: RotationRules
) -> RotationForm:
    """The form of a venue, with a line for each hall and each pair of halls."""
    halls = {int(hall.id): named(hall) for hall in venue.halls}
    fields: dict[str, Any] = {
        f"shows_{hall}": StringField(name, [Optional(), Length(max=300), clocks_field])
        for hall, name in halls.items()
    }
    fields |= {
        f"walk_{a}_{b}": IntegerField(f"{halls[a]} – {halls[b]}", [Optional(), NumberRange(0, 60)])
        for a, b in hall_pairs(venue)
    }
    kind = type("VenueRotationForm", (RotationForm,), fields)
    form: RotationForm = kind(data=_typed(rules))
    form.venue = venue
    form.unguided.choices = choices(halls.items())
    form.ordered.choices = choices((int(p.id), named(p)) for p in programmes if len(p.stops) > 1)
    return form


def _typed(rules: RotationRules) -> dict[str, object]:
    """Rules as they are typed."""
    lunch = rules.lunch
    typed: dict[str, object] = {
        "walk": rules.walk,
        "extra_stay": rules.extra_stay,
        "after_closing": rules.after_closing,
        "patience": rules.patience,
        "guides": "、".join(f"{starts:%H:%M} {count}" for starts, count in rules.guides),
        "unguided": sorted(rules.unguided),
        "ordered": sorted(rules.ordered),
    }
    if lunch is not None:
        typed |= {
            "lunch_from": f"{lunch.opens:%H:%M}",
            "lunch_until": f"{lunch.closes:%H:%M}",
            "lunch_minutes": lunch.minutes,
            "canteen_places": lunch.places,
        }
    typed |= {
        f"shows_{hall}": "、".join(f"{show:%H:%M}" for show in shows)
        for hall, shows in rules.shows.items()
    }
    return typed | {f"walk_{a}_{b}": minutes for (a, b), minutes in rules.walks.items()}


def parse_guides(text: str) -> tuple[tuple[time, int], ...]:
    """Lines such as 09:00 8、11:30 4; a ValidationError names what is none."""
    found: dict[time, int] = {}
    for piece in text.replace("，", "、").replace(",", "、").replace("；", "、").split("、"):
        if not piece.strip():
            continue
        words = piece.split()
        clock = parse_clock(words[0])
        if clock is None or len(words) != 2 or not words[1].isdecimal() or len(words[1]) > 3:
            raise ValidationError(
                _("「%(piece)s」请写成 09:00 8，意思是 9 点起 8 位。", piece=piece)
            )
        found[clock] = int(words[1])
    return tuple(sorted(found.items()))


MOST_PLACES = 40


def order_wanted(form: "MultiDict[str, str] | Mapping[str, str]") -> list[int]:
    """The hall chosen for each place, from the first; -1, which is none, for what is no number."""
    chosen = []
    for place in range(1, MOST_PLACES):
        text = form.get(f"hall_{place}")
        if text is None:
            break
        chosen.append(int(text) if text.isdecimal() and len(text) <= 9 else -1)
    return chosen


def moved_to(form: "MultiDict[str, str] | Mapping[str, str]") -> dict[int, Minute] | None:
    """The halls and minutes that a batch is moved to; None when one of them is no clock."""
    moves: dict[int, Minute] = {}
    for name, text in form.items():
        hall = name.removeprefix("starts_")
        if hall == name or not hall.isdecimal() or len(hall) > 9:
            continue
        clock = parse_clock(text)
        if clock is None:
            return None
        moves[int(hall)] = minute_of(clock)
    return moves or None
