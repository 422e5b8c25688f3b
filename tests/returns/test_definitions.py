"""Templates as data: what is written is read again, and everything wrong is told at its place."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.kernel.db import Database
from outreach.ledger.model import Audience, Kind, Label
from outreach.province.model import TravelBand
from outreach.returns import template_queries
from outreach.returns.definitions import as_json, of_json
from outreach.returns.model import Joint, Measure, Period, Programme, Rule
from outreach.returns.rule_text import BadRule, read, written

FORMS = template_queries.packaged()


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Definitions ask no database anything."""
    return sqlite_database


rules = st.builds(
    Rule,
    measure=st.sampled_from(Measure),
    kinds=st.frozensets(st.sampled_from(Kind), max_size=3),
    labels=st.frozensets(st.sampled_from(Label), max_size=3),
    audience=st.none() | st.sampled_from(Audience),
    joint=st.none() | st.sampled_from(Joint),
    period=st.sampled_from(Period),
    programme=st.none() | st.sampled_from(Programme),
    bands=st.frozensets(st.sampled_from(TravelBand), max_size=3),
    with_venues=st.booleans(),
)


@pytest.mark.parametrize("slug", FORMS)
def test_a_template_goes_out_and_comes_in_as_it_was(slug: str) -> None:
    text = json.dumps(as_json(slug, FORMS[slug]), ensure_ascii=False)

    assert of_json(json.loads(text)) == (slug, FORMS[slug], [])


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=rules)
def test_a_rule_is_read_again_as_it_was_written(language: str, rule: Rule, app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": language[:2]}):
        line = written(rule)
    with app.test_request_context():
        assert read(line) == rule, "whoever wrote it, in whichever language"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("人数", "人数"),
        ("次数；类型=讲坐", "讲坐"),
        ("次数；类别=科普讲座", "类别=科普讲座"),
        ("次数；对象=学校、社会公众", "对象"),
        ("次数；标签=双减；标签=三下乡", "标签"),
        ("次数；期间", "期间"),
    ],
)
def test_a_rule_that_cannot_be_read_names_the_word(line: str, word: str, app: Flask) -> None:
    with app.test_request_context(), pytest.raises(BadRule) as bad:
        read(line)

    assert word in str(bad.value)


def test_a_name_with_commas_in_it_is_one_name(app: Flask) -> None:
    kinds = frozenset({Kind.SCIENCE_MONTH, Kind.VISIT})

    with app.test_request_context():
        for line in (
            "Times; Kind = Visit to a venue, Science month, week or day",
            "次数；类型=到馆参观、科普月（周、日）活动",
            "次数；类型=visit，science_month",
        ):
            assert read(line) == Rule(Measure.TIMES, kinds=kinds)


def test_nothing_written_is_a_cell_that_does_not_apply(app: Flask) -> None:
    with app.test_request_context():
        assert (read(""), read(" – ")) == (None, None)


def broken(**changes: Any) -> dict[str, Any]:
    return as_json("national", FORMS["national"]) | changes


@pytest.mark.parametrize(
    ("told", "where", "code"),
    [
        (None, "format", "not-ours"),
        ({"format": "something-else"}, "format", "not-ours"),
        (broken(name=""), "name", "missing"),
        (broken(name=7), "name", "no-text"),
        (broken(slug="Not a slug"), "slug", "bad-slug"),
        (broken(units=[]), "units", "missing"),
        (broken(units=["village"]), "units", "unknown"),
        (broken(due_days=0), "due_days", "between"),
        (broken(due_days=10**30), "due_days", "no-number"),
        (broken(columns="none"), "columns", "no-list"),
        (broken(lines=[3]), "lines[0]", "no-object"),
        (broken(lines=[]), "lines", "missing"),
        (broken(text="{talks.nothing}"), "text", "unknown-blank"),
        (broken(targets=True), "columns", "targets-have-one-column"),
        (broken(period="form"), "period", "no-period"),
        (broken(name="a\0b"), "name", "no-text"),
    ],
)
def test_a_bad_template_is_refused_at_its_field(told: Any, where: str, code: str) -> None:
    _slug, made, complaints = of_json(told)

    assert made is None
    assert (where, code) in [(each.where, each.code) for each in complaints]


def test_all_complaints_come_at_once_and_each_at_its_place() -> None:
    told = broken()
    told["lines"][0]["cells"]["times"] = {"measure": "heads", "kinds": ["chat"]}
    told["lines"][1]["key"] = told["lines"][0]["key"]
    told["lines"][2]["cells"]["elsewhere"] = {"measure": "times"}

    _slug, made, complaints = of_json(told)

    assert made is None
    assert [(each.where, each.code) for each in complaints] == [
        ("lines[0].cells.times.measure", "unknown"),
        ("lines[0].cells.times.kinds", "unknown"),
        ("lines[1].key", "twice"),
        ("lines[2].cells.elsewhere", "unknown-column"),
    ]


@given(told=st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["format", "lines", "columns", "cells", "key", "measure", "units"]), inner
    ),
    max_leaves=12,
))  # fmt: skip
def test_no_file_however_odd_is_a_fault(told: Any) -> None:
    if isinstance(told, dict):
        told["format"] = "outreach-return-1"

    _slug, made, complaints = of_json(told)

    assert (made is None) == bool(complaints)
