"""Who may do what to whose: every route × every role × near and far objects, written out.

The table is the specification. A route that is not in it fails the test, so that whoever adds one
says who it is for. "Far" things belong to Xunwu county in Ganzhou and its teacher; "near" ones to a
teacher in Nanchang; both bookings are at the provincial museum, which `venue` runs and `computing`
does not.
"""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from outreach.app import create_app
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.web.gate import audience_of
from tests import serving
from tests.browse import Browse
from tests.clock import Clock
from tests.rights import ground
from tests.rights.ground import ACTORS

ALL = frozenset(ACTORS)
SIGNED = ALL - {"nobody"}
NOBODY = frozenset[str]()
PROVINCE = frozenset({"admin", "province"})
MUSEUM = PROVINCE | {"venue"}
DESK = MUSEUM | {"computing"}
OFFICERS = PROVINCE | {"city", "county"}
CITY = PROVINCE | {"city"}
PLANNERS = DESK | {"city", "county", "viewer"}
TEACHERS = frozenset({"teacher", "farteacher"})

Allowed = frozenset[str] | tuple[frozenset[str], frozenset[str]]
"""One set for both sides, or one for the near object and one for the far."""

OF_SCHOOL: Allowed = (MUSEUM | {"teacher"}, MUSEUM | {"farteacher"})
COMPUTING = PROVINCE | {"computing"}
OF_WISH: Allowed = (PROVINCE | {"teacher"}, OFFICERS | {"farteacher"})
OF_ROOM: Allowed = (COMPUTING | {"teacher"}, COMPUTING | {"farteacher"})
WATCHED: Allowed = (MUSEUM | {"teacher"}, MUSEUM | {"farteacher", "city", "county"})
TOUCHED: Allowed = (MUSEUM, MUSEUM | {"city", "county"})
OF_COUNTY: Allowed = (PROVINCE, OFFICERS)
INVITERS = DESK | OFFICERS
INVITED: Allowed = (DESK, INVITERS)
OF_CITY: Allowed = (PROVINCE, CITY)
OWN: Allowed = (frozenset({"teacher"}), frozenset({"farteacher"}))
GUIDES: Allowed = (frozenset({"guide"}), NOBODY)
UPLOADED: Allowed = (PROVINCE, PROVINCE | {"county"})

RETURN_WORKERS = OFFICERS | {"venue", "computing"}
RETURN_READERS = RETURN_WORKERS | {"viewer"}
RETURNS: Allowed = (PROVINCE | {"viewer"}, OFFICERS | {"viewer"})
"""Of a county, signed: viewers read it, its county, its city and the province work on it."""

MATRIX: dict[str, Allowed] = {
    "accounts.account": SIGNED,
    "audit.index": OFFICERS,
    "audit.verify": PROVINCE,
    "audit.workbook": OFFICERS,
    "workspaces.answer": OF_COUNTY,
    "workspaces.index": OFFICERS,
    "workspaces.new": CITY,
    "workspaces.remind": OF_CITY,
    "workspaces.show": OF_COUNTY,
    "workspaces.withdraw": PROVINCE,
    "delegations.end": (NOBODY, frozenset({"county"})),
    "delegations.index": frozenset({"city", "county"}),
    "accounts.add_person": frozenset({"admin"}),
    "accounts.ask_link": ALL,
    "accounts.give_role": frozenset({"admin"}),
    "accounts.language": ALL,
    "accounts.open_link": ALL,
    "accounts.people": frozenset({"admin"}),
    "accounts.set_active": frozenset({"admin"}),
    "accounts.show_person": frozenset({"admin"}),
    "accounts.sign_in": ALL,
    "accounts.sign_out": SIGNED,
    "accounts.take_role": NOBODY,  # the form names no role to take
    "accounts.use_link": ALL,
    "booking.book": DESK | TEACHERS,
    "booking.bookings": SIGNED - {"viewer", "guide"},
    "booking.show": WATCHED,
    "booking_changes.cancel": OF_SCHOOL,
    "booking_changes.change": OF_SCHOOL,
    "booking_changes.join": OF_SCHOOL,
    "booking_changes.move": OF_SCHOOL,
    "booking_changes.move_to": OF_SCHOOL,
    "booking_changes.weigh": OF_SCHOOL,
    "booking_find.find": ALL,
    "booking_offers.answer": NOBODY,  # no address is an offer's without its secret
    "booking_offers.answer_here": OF_SCHOOL,
    "booking_offers.offer": NOBODY,
    "booking_reconfirm.by_hand": OF_SCHOOL,
    "booking_reconfirm.by_letter": NOBODY,  # no address is a question's without its secret
    "calendar.change_row": OF_CITY,
    "calendar.edit_holiday": PROVINCE,
    "calendar.overview": SIGNED - TEACHERS - {"guide"},
    "calendar.remove_holiday": PROVINCE,
    "calendar.restore_holiday": PROVINCE,
    "booking_split.book_split": TEACHERS,  # a desk's form would name a school
    "invited.answer": NOBODY,  # no code opens an invitation but the one that was sent
    "invited.ask_code": ALL,
    "invited.show": NOBODY,
    "leftovers.ask": TEACHERS,
    "leftovers.publish": DESK,
    "leftovers.release": ALL,
    "leftovers.withdraw": MUSEUM,
    "calls.calls": DESK,
    "calls.open_number": NOBODY,  # nothing about the booking in question is unanswered
    "calls.record": MUSEUM,
    "came.index": DESK | OFFICERS,
    "came.text": DESK | OFFICERS,
    "came.workbook": DESK | OFFICERS,
    "campaigns.called": INVITED,
    "campaigns.index": INVITERS,
    "campaigns.invitation": INVITED,
    "campaigns.new": INVITERS,
    "campaigns.show": INVITED,
    "campaigns.withdraw": (MUSEUM, MUSEUM | {"county"}),  # who began it, and its venue
    "catalogue.edit_programme": MUSEUM,
    "catalogue.programmes": ALL,
    "conditions.accept": OF_SCHOOL,
    "conditions.edit": MUSEUM,
    "day_board.index": DESK,
    "day_board.move": MUSEUM,
    "day_board.print_sheets": MUSEUM,
    "day_board.progress": MUSEUM,
    "day_board.publish": MUSEUM,
    "day_board.reorder": MUSEUM,
    "day_board.show": MUSEUM,
    "day_board.solve": MUSEUM,
    "day_board.undo": MUSEUM,
    "desk.acknowledge": MUSEUM,
    "desk.booking": MUSEUM,
    "desk.cancel_session": MUSEUM,
    "desk.capacity": MUSEUM,
    "desk.decide_with_reason": MUSEUM,
    "desk.hold": MUSEUM,
    "desk.inbox": DESK,
    "desk.move_session": MUSEUM,
    "desk.session": MUSEUM,
    "desk.week": DESK,
    "disruption_calls.answer": NOBODY,  # no address opens it but a link we wrote
    "disruption_calls.calls": TOUCHED,
    "disruption_calls.phone": TOUCHED,
    "disruption_calls.reached": TOUCHED,
    "disruption_calls.restore": MUSEUM,
    "disruption_calls.told": NOBODY,
    "disruptions.lift": MUSEUM,
    "disruptions.new": DESK | OFFICERS,
    "disruptions.overview": DESK | OFFICERS,
    "disruptions.show": TOUCHED,
    "disruptions.undo": PROVINCE,  # who made both of them
    "divisions.county": PROVINCE,
    "divisions.divisions": SIGNED,
    "divisions.travel": PROVINCE,
    "feedback.answer": ALL,  # with the class's signed address
    "feedback.code": OF_SCHOOL,
    "feedback.of_booking": OF_SCHOOL,
    "feedback.of_version": MUSEUM | {"viewer"},
    "feedback.paper": OF_SCHOOL,
    "feedback.results": DESK | {"viewer"},
    "feedback.sheets": OF_SCHOOL,
    "feedback.thanks": ALL,
    "feedback.undo": OF_SCHOOL,
    "exhibit_imports.again": MUSEUM,
    "exhibit_imports.confirm": MUSEUM,
    "exhibit_imports.discard": MUSEUM,
    "exhibit_imports.imports": DESK,
    "exhibit_imports.marked": MUSEUM,
    "exhibit_imports.progress": MUSEUM,
    "exhibit_imports.show": MUSEUM,
    "exhibit_imports.template": DESK,
    "exhibit_imports.undo": MUSEUM,
    "exhibits.add": MUSEUM,
    "exhibits.change_state": MUSEUM,
    "exhibits.edit": MUSEUM,
    "exhibits.export": MUSEUM,
    "exhibits.search": ALL,
    "exhibits.show": ALL,
    "feeds.create": OWN,
    "feeds.end": OWN,
    "feeds.fetch": NOBODY,  # no address is a feed's without its secret
    "feeds.index": SIGNED,
    "feeds.visit_file": WATCHED,
    "home.home": ALL,
    "incidents.index": DESK,
    "incidents.new": DESK,
    "incidents.show": MUSEUM,
    "ledger.index": SIGNED,
    "ledger.show": (PROVINCE | {"viewer"}, OFFICERS | {"viewer"}),
    "ledger.text": SIGNED,
    "ledger.workbook": SIGNED,
    "ledger_import_papers.marked": UPLOADED,
    "ledger_import_papers.template": DESK | OFFICERS,
    "ledger_imports.again": UPLOADED,
    "ledger_imports.answer": UPLOADED,
    "ledger_imports.confirm": UPLOADED,
    "ledger_imports.discard": UPLOADED,
    "ledger_imports.imports": DESK | OFFICERS,
    "ledger_imports.progress": UPLOADED,
    "ledger_imports.show": UPLOADED,
    "ledger_imports.undo": UPLOADED,
    "ledger_entry.carry_out": OF_COUNTY,
    "ledger_entry.correct": OF_COUNTY,
    "ledger_entry.find_schools": DESK | OFFICERS,
    "ledger_entry.new": DESK | OFFICERS,
    "ledger_entry.plan": DESK | OFFICERS,
    "ledger_entry.restore": OF_COUNTY,
    "ledger_entry.withdraw": OF_COUNTY,
    "ledger_evidence.add": OF_COUNTY,
    "ledger_evidence.consent": OF_COUNTY,
    "ledger_evidence.file": (PROVINCE | {"viewer"}, OFFICERS | {"viewer"}),
    "ledger_evidence.remove": OF_COUNTY,
    "ledger_steps.check": (PROVINCE, PROVINCE | {"city"}),
    "ledger_steps.days": OF_COUNTY,
    "ledger_steps.parts": OF_COUNTY,
    "ledger_steps.uncheck": (PROVINCE, PROVINCE | {"city"}),
    "make_ups.book": TOUCHED,
    "make_ups.link": TOUCHED,
    "make_ups.report_page": DESK | OFFICERS,
    "make_ups.waiting": DESK | OFFICERS,
    "make_ups.write_off": TOUCHED,
    "my_duties.add_day_off": GUIDES,
    "my_duties.index": frozenset({"guide"}),
    "my_duties.offer": GUIDES,
    "my_duties.settle": GUIDES,
    "my_duties.subscribe": GUIDES,
    "my_duties.take_back": GUIDES,
    "my_duties.unsubscribe": GUIDES,
    "no_shows.decide": (MUSEUM, MUSEUM | {"city", "county"}),
    "no_shows.explain": OWN,
    "no_shows.index": DESK | OFFICERS | TEACHERS,
    "no_shows.show": WATCHED,
    "lesson_desk.arrange": COMPUTING,
    "lesson_desk.call_off": COMPUTING,
    "lesson_desk.fail": COMPUTING,
    "lesson_desk.plays": COMPUTING,
    "lesson_desk.show": COMPUTING,
    "lesson_desk.topics": DESK,
    "lesson_desk.use": COMPUTING,
    "lessons.ask": OF_ROOM,
    "lessons.count": OF_ROOM,
    "lessons.index": ALL,
    "lessons.join": DESK | TEACHERS,
    "lessons.leave": OF_ROOM,
    "lessons.show": ALL,
    "lessons.tested": OF_ROOM,
    "notices.index": SIGNED,
    "notices.invitation": NOBODY,  # the mail in question invites to nothing
    "notices.retry": PROVINCE,
    "notices.show": frozenset({"admin", "teacher"}),
    "paper_prints.blank": OF_SCHOOL,
    "paper_prints.copy": OF_SCHOOL,
    "paper_prints.slip": NOBODY,  # the booking is not confirmed yet
    "never.index": INVITERS,
    "never.workbook": INVITERS,
    "open_reach.show": ALL,
    "outlook.index": PLANNERS,
    "outlook.put_off": OF_COUNTY,
    "outlook.rules_page": PLANNERS,
    "outlook.school": (DESK | {"viewer"}, PLANNERS),
    "outlook.take_back": OF_COUNTY,
    "outlook.weights": PROVINCE,
    "outlook.workbook": PLANNERS,
    "papers.hand_in": OF_SCHOOL,
    "papers.remove": OF_SCHOOL,
    "papers.show": WATCHED,
    "papers_desk.check": MUSEUM,
    "papers_desk.confirm": MUSEUM,
    "papers_desk.index": DESK | OFFICERS,
    "papers_desk.send_back": MUSEUM,
    "proposals.index": DESK,
    "proposals.show": MUSEUM,
    "proposals.publish": MUSEUM,
    "promises.end": PROVINCE,
    "promises.index": PLANNERS,
    "promises.make": PROVINCE,
    "province.add": OFFICERS,
    "province.edit": OF_COUNTY,
    "province.find": ALL,
    "province.schools": SIGNED,
    "province.set_active": OF_COUNTY,
    "province.show": SIGNED,
    "reach.city": SIGNED,
    "reach.county": SIGNED,
    "reach.index": SIGNED,
    "reach.records": SIGNED,
    "reach.rules": SIGNED,
    "reach.school": SIGNED,
    "reach.township": SIGNED,
    "reach_compare.compare": SIGNED,
    "reach_measures.measures": SIGNED,
    "reach_export.board": SIGNED,
    "reach_leaders.pdf": SIGNED,
    "reach_leaders.show": SIGNED,
    "guides.add_day_off": MUSEUM,
    "guides.edit": MUSEUM,
    "guides.index": DESK,
    "guides.new": DESK,
    "guides.set_active": MUSEUM,
    "guides.show": MUSEUM,
    "guides.subscribe": MUSEUM,
    "guides.take_back": MUSEUM,
    "guides.unsubscribe": MUSEUM,
    "roster.assign": MUSEUM,
    "roster.duty": MUSEUM,
    "roster.free": MUSEUM,
    "roster.language": MUSEUM,
    "roster.week": DESK,
    "roster_loads.index": DESK,
    "roster_loads.duties": MUSEUM,
    "roster_loads.term": DESK,
    "rotation_rules.edit": MUSEUM,
    "rotation_rules.timetable": WATCHED,
    "routes.choose_exhibits": MUSEUM,
    "routes.edit_way": MUSEUM,
    "routes.library": DESK,
    "routes.versions": MUSEUM,
    "learning.add": MUSEUM,
    "learning.change_active": MUSEUM,
    "learning.count": ALL,
    "learning.edit": MUSEUM,
    "learning.index": ALL,
    "learning.show": ALL,
    "school_imports.again": UPLOADED,
    "school_imports.answer": UPLOADED,
    "school_imports.complaints": UPLOADED,
    "school_imports.confirm": UPLOADED,
    "school_imports.discard": UPLOADED,
    "school_imports.imports": OFFICERS,
    "school_imports.progress": UPLOADED,
    "school_imports.show": UPLOADED,
    "school_imports.template": OFFICERS,
    "school_imports.undo": UPLOADED,
    "scorecard.index": OFFICERS | {"viewer"},
    "scorecard.pdf": (PROVINCE | {"viewer"}, OFFICERS | {"viewer"}),
    "scorecard.rules_page": OFFICERS | {"viewer"},
    "scorecard.show": (PROVINCE | {"viewer"}, OFFICERS | {"viewer"}),
    "season.programme": ALL,
    "season.sessions": DESK,
    "season.venue": ALL,
    "return_compare.index": RETURN_READERS,
    "return_compare.moved": RETURNS,
    "return_compare.records": NOBODY,  # the address names no two returns
    "return_compare.versions": NOBODY,  # a first version has none before it
    "return_figures.adjust": OF_COUNTY,
    "return_figures.approve": OF_COUNTY,
    "return_figures.explain": OF_COUNTY,
    "return_figures.target": OF_COUNTY,
    "return_files.word_file": RETURNS,
    "return_files.workbook": RETURNS,
    "return_templates.edit": frozenset({"admin"}),
    "return_templates.export": RETURN_WORKERS,
    "return_templates.index": RETURN_WORKERS,
    "return_templates.show": RETURN_WORKERS,
    "return_templates.take_file": frozenset({"admin"}),
    "return_templates.take_in": frozenset({"admin"}),
    "return_packs.cancel": (frozenset({"province"}), frozenset({"county"})),  # who asked for it
    "return_packs.fetch": NOBODY,  # neither is made yet
    "return_packs.index": RETURN_WORKERS,
    "return_packs.progress": (frozenset({"province"}), frozenset({"county"})),
    "return_packs.show": (frozenset({"province"}), frozenset({"county"})),
    "return_steps.check": OF_COUNTY,
    "return_steps.compile_return": OF_COUNTY,
    "return_steps.freeze": PROVINCE,
    "returns.freeze_round": PROVINCE,
    "returns.index": RETURN_READERS,
    "returns.new_round": PROVINCE,
    "return_steps.reopen": OF_COUNTY,
    "return_steps.send_back": OF_COUNTY,
    "returns.show": RETURNS,
    "returns.show_round": RETURN_READERS,
    "return_steps.sign": OF_COUNTY,
    "returns.trail": RETURNS,
    "standards.board": DESK | {"viewer"},
    "standards.cases": DESK | {"viewer"},
    "sheets.new": DESK,
    "sheets.print_day": DESK,
    "sheets.show": MUSEUM,
    "styleguide.show": frozenset({"admin"}),
    "teachers.decide": OF_COUNTY,
    "teachers.join": ALL,
    "teachers.requests": OFFICERS,
    "terms.plan": MUSEUM,
    "today.figures": SIGNED,
    "today.settings": DESK,
    "today.today": DESK,
    "touched.overview": DESK,
    "touched.show": MUSEUM,
    "turns.show": MUSEUM,
    "visits.coaches": MUSEUM,
    "visits.count": MUSEUM,
    "visits.finish": MUSEUM,
    "visits.missed": MUSEUM,
    "visits.phone": MUSEUM,
    "visits.stay": MUSEUM,
    "walk_ins.find_schools": DESK,
    "walk_ins.finish": MUSEUM,
    "walk_ins.new": DESK,
    "venues.change_closure": MUSEUM,
    "venues.closures": MUSEUM,
    "venues.edit_hours": MUSEUM,
    "venues.edit_rules": MUSEUM,
    "what_if.compare": DESK | {"city", "viewer"},
    "what_if.drop": frozenset({"province"}),  # whose own it is
    "what_if.index": DESK | {"city", "viewer"},
    "what_if.keep": DESK | {"city"},
    "wish_desk.decline": OF_COUNTY,
    "wish_desk.plan": frozenset({"county"}),  # for whom the address names no wish, the own county
    "wish_desk.school": OF_COUNTY,
    "wishes.ask": ALL,
    "wishes.choose": ALL,
    "wishes.index": OFFICERS | TEACHERS,
    "wishes.show": OF_WISH,
    "wishes.withdraw": OWN,
}
# Two addresses share each of these views: a new row (no object) and one that is there.
NEW_OR_THERE: dict[str, tuple[Allowed, Allowed]] = {
    "calendar.edit_break": (CITY, OF_CITY),
    "calendar.edit_term": (CITY, OF_CITY),
}


def expected(rule: Rule, side: str) -> frozenset[str]:
    if rule.endpoint in NEW_OR_THERE:
        allowed = NEW_OR_THERE[rule.endpoint][bool(rule.arguments)]
    else:
        allowed = MATRIX[rule.endpoint]
    if isinstance(allowed, tuple):
        return allowed[0 if side == "near" else 1]
    return allowed


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


@pytest.fixture
def app_of_sample(sample_database: Database) -> Flask:
    settings = Settings(
        _env_file=None,
        database_url=sample_database.url.render_as_string(),
        secret_key=serving.SECRET_KEY,
    )
    return create_app(settings, sample_database)


def test_the_table_names_every_route_and_no_other(app_of_sample: Flask) -> None:
    found = {rule.endpoint for rule in rules(app_of_sample)}

    assert found == {*MATRIX, *NEW_OR_THERE}
    assert [e for e in found if not audience_of(app_of_sample.view_functions[e])] == []


@pytest.mark.parametrize("side", ["near", "far"])
def test_everybody_reaches_what_is_theirs_and_nothing_else(
    app_of_sample: Flask, sample_database: Database, side: str
) -> None:
    laid = ground.lay(sample_database)
    things = laid.near if side == "near" else laid.far
    clock = Clock()
    clock.now = utc_now()
    wrong = []
    for rule in sorted(rules(app_of_sample), key=lambda rule: rule.rule):
        if side == "far" and not rule.arguments:
            continue  # the same address as near
        for method in sorted({"GET", "POST"} & set(rule.methods or ())):
            reached = set()
            for actor in ACTORS:
                path = ground.address(app_of_sample, rule, things, actor=actor)
                browse = Browse(app_of_sample, sample_database, clock)
                if actor != "nobody":
                    browse = browse.sign_in(laid.people[actor])
                if _reaches(browse, method, path):
                    reached.add(actor)
            if reached != expected(rule, side):
                wrong.append((method, rule.rule, sorted(reached ^ expected(rule, side))))

    assert wrong == []


def _reaches(browse: Browse, method: str, path: str) -> bool:
    """Neither sent to sign in, nor forbidden, nor told that there is no such thing."""
    answer = browse.get(path) if method == "GET" else browse.post(path)
    to_sign_in = answer.status_code == 302 and "/sign-in?next" in answer.headers["Location"]
    return not to_sign_in and answer.status_code not in {403, 404}


def test_a_foreign_booking_looks_just_like_a_missing_one(
    app_of_sample: Flask, sample_database: Database
) -> None:
    laid = ground.lay(sample_database)
    clock = Clock()
    clock.now = utc_now()
    stranger = Browse(app_of_sample, sample_database, clock).sign_in(laid.people["farteacher"])
    foreign = laid.near["booking_id"]

    pages = [stranger.get(f"/bookings/{n}") for n in (foreign, 99999999)]

    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].text.replace(str(foreign), "N") == pages[1].text.replace("99999999", "N")
