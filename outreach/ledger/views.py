"""The ledger's list, its records, and what goes out of it as files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts.model import COORDINATORS, EVERYONE, OFFICERS
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Venue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger import (
    evidence_queries,
    export,
    history,
    joint,
    part_queries,
    queries,
    reach_queries,
    rules,
    words,
)
from outreach.ledger.forms import ReasonForm
from outreach.ledger.model import Filter
from outreach.ledger.record_model import Record
from outreach.ledger.search import filter_of
from outreach.province import queries as province
from outreach.province import school_queries as schools
from outreach.province.model import County, School
from outreach.province.words import grade_words
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("ledger", __name__)

RECORDERS = (*COORDINATORS, *OFFICERS)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lists and records need to say codes and ids in words."""

    counties: dict[str, County]
    schools: dict[int, School]
    venues: dict[int, Venue]
    people: dict[int, str]


@blueprint.get("/ledger")
@allows(*EVERYONE)
def index() -> str:
    sight = rules.sight(person())
    wanted = filter_of(request.args)
    with current.database().reading() as tx:
        page = queries.listed(
            tx, wanted, sight=sight, page=request.args.get("page", default=1, type=row_number)
        )
        ids = [activity.id for activity in page.activities]
        counties = province.counties(tx)
        around = Surroundings(
            counties={county.code: county for county in counties},
            schools=schools.schools_by_id(
                tx, {a.school_id for a in page.activities if a.school_id is not None}
            ),
            venues={venue.id: venue for venue in catalogue.venues(tx)},
            people={},
        )
        asked = queries.flagged(tx, ids)
        own = part_queries.own_totals(tx, wanted, sight=sight)
        parts = part_queries.own_parts(tx, ids, sight=sight) if wanted.taking_part else {}
    return render_template(
        "ledger/index.html",
        found=page,
        wanted=wanted,
        asked=asked,
        own=own,
        parts=parts,
        around=around,
        choices=rules.own_counties(counties, sight),
        words=words,
        may_record=person().has(*RECORDERS),
        narrowed=wanted != Filter(),
    )


def record_or_404(tx: Tx, activity_id: int) -> Record:
    """Somebody else's record is as absent as one that never was."""
    found = queries.find_record(tx, activity_id, sight=rules.sight(person()))
    if found is None:
        raise NotYours
    return found


def surroundings(tx: Tx, record: Record) -> Surroundings:
    activity = record.activity
    named_schools = {cell.school_id for cell in record.cells} | _schools_in_history(record)
    if activity.school_id is not None:
        named_schools.add(activity.school_id)
    people = {
        who
        for who in (
            activity.created_by,
            activity.checked_by,
            *(change.person_id for change in record.changes),
            *(answer.person_id for answer in record.answers),
        )
        if who is not None
    }
    return Surroundings(
        counties={county.code: county for county in province.counties(tx)},
        schools=schools.schools_by_id(tx, named_schools),
        venues={venue.id: venue for venue in catalogue.venues(tx)},
        people=accounts.names(tx, people),
    )


def _schools_in_history(record: Record) -> set[int]:
    said = (
        side.get("school_id") for change in record.changes for side in (change.before, change.after)
    )
    return {int(school_id) for school_id in said if school_id}


@blueprint.get("/ledger/<int:activity_id>")
@allows(*EVERYONE)
def show(activity_id: int) -> str:
    with current.database().reading() as tx:
        record = record_or_404(tx, activity_id)
        return record_page(tx, record, ReasonForm(formdata=None))


def record_page(tx: Tx, record: Record, reason_form: ReasonForm) -> str:
    """A record with its history; also the answer when a reason is missing."""
    return render_template(
        "ledger/show.html",
        record=record,
        activity=record.activity,
        around=surroundings(tx, record),
        words=words,
        grade_words=grade_words,
        may_change=rules.may_change(person(), record.activity),
        may_check=rules.may_check(person(), record.activity),
        may_tell_part=any(
            rules.may_tell_part(person(), record.activity, partner) for partner in record.partners
        ),
        told_it=person().id in history.told_by(tx, record.activity.id),
        evidence=evidence_queries.evidence_of(tx, [record.activity.id]).get(record.activity.id, ()),
        may_add_evidence=rules.may_add_evidence(person(), record),
        shares=list(joint.shares(record.activity, record.partners)),
        first_ever=reach_queries.is_first_ever(tx, record.activity),
        reason_form=reason_form,
    )


@blueprint.get("/ledger/export.xlsx")
@allows(*EVERYONE)
def workbook() -> Response:
    def written(found: Iterator[export.Line]) -> BytesIO:
        return export.workbook(_("活动台账"), found)

    return _sent(
        written, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )


@blueprint.get("/ledger/export.csv")
@allows(*EVERYONE)
def text() -> Response:
    return _sent(export.text, "csv", "text/csv; charset=utf-8")


def _sent(write: Callable[[Iterator[export.Line]], BytesIO], ending: str, kind: str) -> Response:
    """The same records as the list shows for the same address."""
    wanted, sight = filter_of(request.args), rules.sight(person())
    with current.database().reading() as tx:
        file = write(export.lines(tx, wanted, sight=sight))
    name = f"{_('活动台账')}-{_stamp(local_day(current.now()))}.{ending}"
    return send_file(file, mimetype=kind, as_attachment=True, download_name=name)


def _stamp(day: date) -> str:
    return f"{day:%Y%m%d}"
