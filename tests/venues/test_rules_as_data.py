"""Every rule that science venues are known to set can be stored, read back and typed."""

from datetime import time

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from outreach.catalogue import actions, queries
from outreach.catalogue.loading import read_rules
from outreach.catalogue.model import (
    DayCap,
    DayKind,
    DayPart,
    GroupRules,
    Opening,
    Release,
)
from outreach.catalogue.paper_terms import Paper
from outreach.catalogue.rules_form import RulesForm
from outreach.kernel.db import Database
from outreach.province.model import Stage
from tests import make

pytestmark = pytest.mark.usefixtures("whole_province")

ONE_TO_TWENTY = tuple((stage, 20) for stage in Stage if stage is not Stage.PRESCHOOL)
WITH_PRESCHOOL = ((Stage.PRESCHOOL, 10), *ONE_TO_TWENTY)

VENUES = {
    "Hubei provincial": GroupRules(
        min_pupils=30,
        lead_days=7,
        caps=(
            DayCap(DayKind.WEEKEND, DayPart.DAY, 200),
            DayCap(DayKind.HOLIDAY, DayPart.DAY, 200),
        ),
        opens_on_holidays=True,
        pupils_per_adult=WITH_PRESCHOOL,
        papers=(Paper.LETTER,),
        advice="名单请发邮件，不在本系统登记姓名。",
    ),
    "Huangshi city": GroupRules(
        lead_days=3,
        caps=tuple(
            DayCap(days, part, 500)
            for days in (DayKind.WEEKDAY, DayKind.WEEKEND)
            for part in (DayPart.AM, DayPart.PM)
        ),
        max_inside=1000,
        opens_on_holidays=False,
        pupils_per_adult=WITH_PRESCHOOL,
    ),
    "Qingdao": GroupRules(
        lead_days=0,
        horizon_days=7,
        caps=(
            DayCap(DayKind.WEEKDAY, DayPart.AM, 2000),
            DayCap(DayKind.WEEKDAY, DayPart.PM, 2000),
            DayCap(DayKind.WEEKEND, DayPart.AM, 3000),
            DayCap(DayKind.WEEKEND, DayPart.PM, 3000),
        ),
        no_show_limit=3,
    ),
    "Zhongshan county": GroupRules(lead_days=3, max_pupils=100),
    "Shantou city": GroupRules(lead_days=3, advice="各展厅整团轮换参观。"),
    "Ningyuan county": GroupRules(lead_days=0, phone_only=True),
    "Tianjin": GroupRules(lead_days=0, phone_only=True, papers=(Paper.LETTER, Paper.INSURANCE)),
    "Zhangzhou": GroupRules(
        max_inside=2500,
        caps=tuple(DayCap(days, DayPart.DAY, 5000) for days in DayKind),
        opens_on_holidays=True,
    ),
    "National Museum": GroupRules(no_show_limit=3),
    "Hubei Museum": GroupRules(no_show_limit=3),
}
every_venue = pytest.mark.parametrize("rules", VENUES.values(), ids=VENUES)


@every_venue
def test_a_venues_rules_are_read_back_as_they_were_stored(
    sqlite_database: Database, rules: GroupRules
) -> None:
    with sqlite_database.writing() as tx:
        make.province(tx)
        actions.write_rules(tx, venue_id=1, rules=rules)
    with sqlite_database.reading() as tx:
        stored = queries.venue(tx, 1).rules

    assert stored == rules


@every_venue
def test_a_venues_rules_can_be_typed(app: Flask, rules: GroupRules) -> None:
    """What the form shows for a venue is, sent unchanged, the same rules."""
    with app.app_context(), app.test_request_context(method="POST"):
        with app.extensions["outreach.database"].writing() as tx:
            make.province(tx)
            actions.write_rules(tx, venue_id=1, rules=rules)
            venue = queries.venue(tx, 1)
        shown = RulesForm(data=RulesForm.fields_of(venue), formdata=None, meta={"csrf": False})
        sent = RulesForm(formdata=as_a_browser_sends(shown), meta={"csrf": False})

        assert sent.validate(), sent.errors
        assert sent.rules() == venue.rules


def as_a_browser_sends(form: RulesForm) -> MultiDict[str, str]:
    fields: MultiDict[str, str] = MultiDict()
    for field in form:
        if field.type == "BooleanField":
            if field.data:
                fields.add(field.name, "y")
        elif field.type == "TicksField":
            fields.setlist(field.name, list(field.data))
        else:
            fields.add(field.name, field._value() if hasattr(field, "_value") else field.data)
    return fields


def test_closed_days_and_lunch_breaks_are_hours(sqlite_database: Database) -> None:
    """Hubei closes on Monday and Tuesday, Huangshi over lunch."""
    hours = [
        Opening(weekday, *stretch)
        for weekday in range(2, 7)
        for stretch in ((time(9), time(11, 30)), (time(13, 30), time(17)))
    ]
    with sqlite_database.writing() as tx:
        make.province(tx)
        actions.write_openings(tx, venue_id=1, openings=hours)
    with sqlite_database.reading() as tx:
        venue = queries.venue(tx, 1)

    assert venue.closed_weekdays == (0, 1)
    assert venue.openings == tuple(hours)


def test_a_hall_may_be_closed_to_large_groups(sqlite_database: Database) -> None:
    """Shantou: more than 200 people pass the cinema by; the packaged museum has such a hall."""
    with sqlite_database.writing() as tx:
        make.province(tx)
        cinema = next(h for h in queries.venue(tx, 1).halls if h.name == "特效影院")

    assert cinema.largest_group == 200


def test_rules_come_from_a_data_file_with_the_defaults_for_what_is_absent() -> None:
    rules = read_rules({"lead_days": 5, "release": "first_monday", "caps": [["weekend", "am", 9]]})

    assert rules == GroupRules(
        lead_days=5,
        release=Release.FIRST_MONDAY,
        caps=(DayCap(DayKind.WEEKEND, DayPart.AM, 9),),
    )
