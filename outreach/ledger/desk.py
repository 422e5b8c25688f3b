"""Where an activity is told: what the page offers, which school is meant, what it asks back."""

from dataclasses import dataclass

from flask import request
from flask_babel import force_locale

from outreach.accounts.model import Person
from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Tx
from outreach.ledger import entry_queries, questions, rules, words
from outreach.ledger.forms import EntryForm
from outreach.ledger.model import Audience, Entry, Kind
from outreach.ledger.more_form import plain
from outreach.ledger.record_model import Earlier, EnrolledFacts, Question
from outreach.province import queries as province
from outreach.province import school_queries as schools
from outreach.province.model import County, School
from outreach.web.filters import named
from outreach.web.words import _

SHOWN = 8  # schools offered while typing


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page offers to choose from, which depends on who fills it in."""

    counties: list[County]
    venues: list[tuple[str, str]]
    places: list[str]
    lead: str
    place: str

    @property
    def county_choices(self) -> list[tuple[str, str]]:
        return [(county.code, named(county)) for county in self.counties]


def desk_of(tx: Tx, someone: Person) -> Desk:
    counties = rules.own_counties(province.counties(tx), rules.sight(someone))
    own = [venue for venue in catalogue.venues(tx) if someone.runs_venue(venue.id)]
    venues = [(str(venue.id), named(venue)) for venue in own]
    if someone.runs_the_province or not own:
        venues.insert(0, ("", _("不是场馆的活动")))
    last = entry_queries.last_recorded(tx, someone.id)
    if last is not None:
        lead = last.lead
    elif own and not someone.runs_the_province:
        lead = own[0].name
    else:
        lead = _association(counties[0]) if len(counties) == 1 else ""
    return Desk(
        counties=counties,
        venues=venues,
        places=entry_queries.places_used(tx, someone.id),
        lead=lead,
        place=last.place if last is not None and last.audience is Audience.PUBLIC else "",
    )


def _association(county: County) -> str:
    """The unit that most often reports for a county; the record is kept in Chinese."""
    with force_locale("zh_Hans_CN"):
        return str(_("%(county)s科协", county=county.name))


def schools_meant(tx: Tx, desk: Desk, text: str | None) -> list[School]:
    if not text:
        return []
    codes = {county.code for county in desk.counties}
    return schools.find_schools(tx, query=text, county_codes=codes).schools[:SHOWN]


def choose_school(tx: Tx, form: EntryForm, desk: Desk) -> list[School]:
    """Put the chosen school beside the form; what else the typed text may mean is answered.

    Without script nobody picks from a list while typing: a text that means one school is enough.
    """
    codes = {county.code for county in desk.counties}
    if form.school_id.data:
        chosen = schools.find_school(tx, form.school_id.data)
        if chosen is not None and chosen.county_code in codes:
            form.school = chosen
            return [chosen]
    found = schools_meant(tx, desk, form.school_text.data)
    exact = [school for school in found if school.name == form.school_text.data]
    if len(found) == 1 or len(exact) == 1:
        form.school = (exact or found)[0]
        form.school_id.data = form.school.id
    return found


def title_of(form: EntryForm) -> str:
    """What a list calls an activity that nobody named; the record is kept in Chinese."""
    where = form.school.name if form.school and form.is_for_school else form.place.data
    with force_locale("zh_Hans_CN"):
        return f"{words.KINDS[Kind(form.kind.data)]} · {where}"


def questions_about(tx: Tx, entry: Entry, *, but: int | None = None) -> tuple[Question, ...]:
    enrolled = None
    if entry.school_id is not None:
        school = schools.school(tx, entry.school_id)
        enrolled = EnrolledFacts(
            pupils=school.pupils, by_grade=schools.enrolment(tx, entry.school_id)
        )
    earlier = Earlier(
        twins=entry_queries.twins(tx, entry, but=but),
        others=tuple(entry_queries.lookalikes(tx, entry)) if but is None else (),
        outings=entry_queries.outings_in_week(tx, entry, but=but) if entry.vehicle else 0,
    )
    return questions.about(entry, enrolled=enrolled, earlier=earlier)


def answers_given(
    questions: tuple[Question, ...],
) -> list[tuple[Question, str | None]] | None:
    """What the person said to each; nothing while one of them has not been shown yet."""
    seen = set(request.form.getlist("asked"))
    if any(question.key not in seen for question in questions):
        return None
    return [
        (question, (plain(request.form.get(f"words-{question.code}")) or "")[:200] or None)
        for question in questions
    ]
