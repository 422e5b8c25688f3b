"""What somebody says when they upload a year of activities, and their answers to its questions."""

import re
from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import Length

from outreach.ledger.forms import Choices
from outreach.ledger.import_model import Given
from outreach.ledger.more_form import plain
from outreach.web.words import _, lazy

YEARS = 10
REPORTED_UNTIL = 4  # until April most people still hand in last year
AS_WRITTEN = "0"
LONGEST_WORDS = 200
_KEY = re.compile(r"[a-z0-9-]{1,40}")


class YearForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """A file, and what stands in where its lines say nothing."""

    corrects = HiddenField()
    file = FileField(lazy("台账文件"), [FileRequired(lazy("请选择一个文件。"))])
    year = SelectField(lazy("哪一年的台账"))
    lead = StringField(lazy("主办单位"), [Length(max=100)], filters=[plain])
    venue_id = SelectField(lazy("主办场馆"))

    def __init__(self, *, this_year: int, venues: Choices, **fields: Any) -> None:
        super().__init__(**fields)
        self.year.choices = [
            *((str(year), str(year)) for year in range(this_year, this_year - YEARS, -1)),
            (AS_WRITTEN, _("按表里写的")),
        ]
        self.venue_id.choices = venues

    @property
    def told_year(self) -> int | None:
        return int(self.year.data) or None

    @property
    def told_venue(self) -> int | None:
        return int(self.venue_id.data) if self.venue_id.data else None


def usual_year(year: int, month: int) -> int:
    """The year that most people hand in now."""
    return year - 1 if month < REPORTED_UNTIL else year


def answers(submitted: Mapping[str, str]) -> tuple[Given, dict[str, str]]:
    """Answers by question, and those for a whole group; from fields `ask-`, `alike-`, `words-`."""
    found: dict[str, dict[str, str]] = {"ask": {}, "alike": {}, "words": {}}
    for name, value in submitted.items():
        what, _dash, key = name.partition("-")
        if what in found and _KEY.fullmatch(key) and value.strip():
            found[what][key] = (plain(value) or "")[:LONGEST_WORDS]
    return Given(found["ask"], found["words"]), found["alike"]
