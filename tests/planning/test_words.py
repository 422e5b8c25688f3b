"""What the judge and the solver find, as sentences in both languages; and what venues decide."""

import re
from datetime import date, time, timedelta

import pytest
from flask import session

from outreach.accounts.model import Role
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import DayPart
from outreach.kernel.db import Database
from outreach.planning import guides, queries, words
from outreach.planning.model import BatchKey, Breach, Family, Guides, Relief, Way
from outreach.roster import guide_actions
from outreach.roster.model import GuideEntry, Hours, Language, Limits, OffKind
from tests import make
from tests.browse import Browse
from tests.planning import stage as stages
from tests.planning.stage import Stage

FACTS = dict.fromkeys(
    ("arrives", "leaves_by", "nearest", "opens", "closes", "walk", "left", "pupils", "capacity",
     "largest", "batches", "guides", "wait"),
    600,
)  # fmt: skip


@pytest.fixture
def stage(database: Database) -> Stage:
    return stages.build(database)


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_breach_and_every_way_out_is_a_sentence(
    database: Database, stage: Stage, browse: Browse, language: str
) -> None:
    found = stages.found_day(database, stage)
    batch = BatchKey(stage.bookings[0], 1)
    with browse.app.test_request_context("/"):
        session["language"] = language
        names = words.Names(found)
        told = [
            words.breach_words(
                Breach(code, (batch,), stage.hall, 600, FACTS | {"other": stage.cinema}), names
            )
            for code in words.SENTENCES
        ]
        told += [
            words.way_words(
                Way(1, (Relief(family, 3, stage.hall, 600, 630, batch.booking),)), names
            )
            for family in Family
        ]
        told += [words.stage_words(stage) for stage in words.STAGES]

    for sentence in told:
        assert re.search("[。…]$" if language != "en" else "[.…]$", sentence), sentence
        assert "%" not in sentence


def test_a_way_out_is_said_as_people_say_it(
    database: Database, stage: Stage, browse: Browse
) -> None:
    found = stages.found_day(database, stage)
    with browse.app.test_request_context("/"):
        session["language"] = "zh_Hans_CN"
        said = words.way_words(
            Way(60, (Relief(Family.SHOWS, 1, hall=stage.cinema, at=630),)), words.Names(found)
        )

    assert said == "若影院 10:30 加一场，即可排下。"


def test_rules_are_typed_kept_and_shown_again(
    database: Database, stage: Stage, browse: Browse
) -> None:
    desk = browse.sign_in(stage.world.coordinator)
    form = {
        "walk": "8", "extra_stay": "30", "after_closing": "10", "patience": "20",
        "guides": "09:00 4、11:30 2", "lunch_from": "11:30", "lunch_until": "13:00",
        "lunch_minutes": "30", "canteen_places": "120", "unguided": str(stage.cinema),
        "ordered": str(stage.world.programme), f"shows_{stage.cinema}": "09:30、10:30",
        f"walk_{stage.hall}_{stage.cinema}": "12",
    }  # fmt: skip

    assert desk.post("/venues/museum/rotation", form).status_code == 303
    with database.reading() as tx:
        kept = queries.rotation_rules(tx, catalogue.venue(tx, stage.world.venue))
    assert (kept.walk, kept.extra_stay, kept.after_closing, kept.patience) == (8, 30, 10, 20)
    assert kept.guides == ((time(9), 4), (time(11, 30), 2))
    assert kept.lunch is not None
    assert kept.shows == {stage.cinema: (time(9, 30), time(10, 30))}
    assert kept.walks == {(stage.hall, stage.cinema): 12}
    assert set(kept.unguided) == {stage.cinema}
    assert set(kept.ordered) == {stage.world.programme}
    assert 'value="09:30、10:30"' in desk.get("/venues/museum/rotation").text


def test_all_complaints_come_at_once_and_keep_what_was_typed(
    database: Database, stage: Stage, browse: Browse
) -> None:
    form = {
        "walk": "x", "extra_stay": "60", "after_closing": "0", "patience": "45",
        "guides": "九点八位", "lunch_from": "11:30", f"shows_{stage.cinema}": "29:00",
    }  # fmt: skip

    answer = browse.sign_in(stage.world.coordinator).post("/venues/museum/rotation", form)

    assert answer.status_code == 422
    for words_ in ("「九点八位」请写成 09:00 8", "午餐四项要一起填写", "「29:00」不是时刻"):
        assert words_ in answer.text
    assert 'value="九点八位"' in answer.text


def test_others_venues_rules_are_closed(stage: Stage, browse: Browse) -> None:
    assert browse.as_(Role.VENUE, scope=99).get("/venues/museum/rotation").status_code == 403


def add_guide(database: Database, venue: int, name: str, *hours: Hours) -> int:
    entry = GuideEntry(
        name=name,
        phone=None,
        languages=(Language.MANDARIN,),
        skills=frozenset(),
        hours=hours,
        limits=Limits(),
    )
    with database.writing() as tx:
        return guide_actions.add_guide(tx, venue_id=venue, entry=entry, by=None, now=make.NOW).id


def test_without_numbers_of_its_own_a_venue_counts_the_guides_of_its_roster(
    database: Database, stage: Stage
) -> None:
    day: date = stage.day
    whole = [Hours(weekday, time(8), time(18)) for weekday in range(7)]
    morning = [Hours(weekday, time(8), time(12)) for weekday in range(7)]
    with database.reading() as tx:
        assert guides.on_hand(tx, venue_id=stage.world.venue, day=day) is None
    add_guide(database, stage.world.venue, "周讲解员", *whole)
    add_guide(database, stage.world.venue, "吴讲解员", *morning)
    away = add_guide(database, stage.world.venue, "郑讲解员", *whole)
    with database.writing() as tx:
        guide_actions.take_day_off(
            tx, guide_id=away, first=day, last=day + timedelta(days=1), part=DayPart.AM,
            kind=OffKind.LEAVE, by=None, now=make.NOW,
        )  # fmt: skip

    with database.reading() as tx:
        counted = guides.on_hand(tx, venue_id=stage.world.venue, day=day)

    eight, noon, six = 8 * 60, 12 * 60, 18 * 60
    assert counted == (Guides(0, 0), Guides(eight, 2), Guides(six, 0))
    assert noon not in {line.starts for line in counted}  # one leaves as the other comes back
