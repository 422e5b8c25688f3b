"""The register of schools: finding, reading and keeping it."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import Person, Role
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.db import Tx
from outreach.province import actions, import_queries, queries, school_queries
from outreach.province.forms import SchoolForm
from outreach.province.model import MUSEUM, County, School, SchoolEntry, Stage
from outreach.province.words import GRADES, STAGES
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows, public, signed_in
from outreach.web.words import _

blueprint = Blueprint("province", __name__)

Page = str | tuple[str, int] | Response
KEEPERS = (Role.ADMIN, Role.PROVINCE, Role.CITY, Role.COUNTY)


def _counties_of(tx: Tx, who: Person) -> list[County]:
    """The counties whose schools somebody may enter."""
    scope = import_queries.scope_of(tx, who)
    return [c for c in queries.counties(tx) if scope is None or c.code in scope]


def _page_number() -> int:
    """The page asked for; an address may say anything."""
    return min(max(1, request.args.get("page", 1, type=row_number)), 100_000)


def _county_asked(counties: list[County], otherwise: str = "") -> str:
    asked = request.args.get("county", otherwise)
    return asked if any(county.code == asked for county in counties) else ""


def _stage() -> Stage | None:
    asked = request.args.get("stage", "")
    return Stage(asked) if asked in set(Stage) else None


@blueprint.get("/schools")
@signed_in
def schools() -> Page:
    """The register; officers begin with their own county."""
    me = person()
    own = sorted(me.scopes(Role.COUNTY))
    archived = request.args.get("archived") == "yes"
    with current.database().reading() as tx:
        counties = queries.counties(tx)
        county = _county_asked(counties, own[0] if len(own) == 1 else "")
        found = school_queries.find_schools(
            tx,
            query=request.args.get("q", ""),
            county_code=county or None,
            stage=_stage(),
            active=not archived,
            page=_page_number(),
        )
        keeps = bool(_counties_of(tx, me))
    return render_template(
        "province/schools.html",
        found=found,
        counties=counties,
        county=county,
        archived=archived,
        stage=_stage(),
        keeps=keeps,
        stage_words=STAGES,
        q=request.args.get("q", ""),
    )


def _local(address: str) -> str:
    """A path of ours to go back to with the school chosen; nothing else is followed."""
    parts = urlsplit(address)
    safe = address.startswith("/") and not address.startswith(("//", "/\\"))
    return parts.path if safe and not parts.netloc else ""


@blueprint.get("/schools/find")
@public
def find() -> Page:
    """Schools by county and name, for whoever books: a list for htmx, a whole page without script.

    `next`: the page that goes on with `?school=<id>`; `choose=radio` makes fields of the list, to
    stand inside a form.
    """
    typed = request.args.get("q", "")
    with current.database().reading() as tx:
        counties = queries.counties(tx)
        county = _county_asked(counties)
        found = (
            school_queries.find_schools(
                tx, query=typed, county_code=county or None, page=_page_number()
            )
            if county or typed.strip()
            else None
        )
    part = request.headers.get("HX-Request") == "true"
    answer = render_template(
        "province/_found.html" if part else "province/find.html",
        found=found,
        counties=counties,
        county=county,
        q=typed,
        onward=_local(request.args.get("next", "")),
        choose=request.args.get("choose", "link"),
        stage_words=STAGES,
    )
    response = Response(answer, content_type="text/html; charset=utf-8")
    response.headers["Vary"] = "HX-Request"
    return response


@blueprint.get("/schools/<int:school_id>")
@signed_in
def show(school_id: int) -> Page:
    with current.database().reading() as tx:
        found = school_queries.school(tx, school_id)
        enrolment = school_queries.enrolment(tx, school_id)
        travel = queries.travel_from_school(tx, found, to=MUSEUM)
    return render_template(
        "province/school.html",
        school=found,
        enrolment=enrolment,
        travel=travel,
        keeps=person().watches_county(found.county_code),
        stage_words=STAGES,
        grade_words=GRADES,
    )


def _form(counties: list[County]) -> SchoolForm:
    form = SchoolForm()
    form.offer(counties)
    return form


def _form_page(form: SchoolForm, *, school: School | None, townships: list[str]) -> Page:
    page = render_template(
        "province/school_form.html", form=form, school=school, townships=townships
    )
    return page, 422 if request.method == "POST" else 200


def _township_names(tx: Tx, county_code: str | None) -> list[str]:
    known = queries.find_county(tx, county_code or "")
    return [t.name for t in queries.townships(tx, county_code=known.code)] if known else []


def _taken(tx: Tx, form: SchoolForm, entry: SchoolEntry, *, but: int | None) -> bool:
    """Whether code or name belong to another school; said at the field, with its name."""
    same = school_queries.find_school_by_code(tx, entry.code) if entry.code else None
    if same is not None and same.id != but:
        form.code.errors = [_("「%(name)s」已用这个标识码。", name=same.name)]
    namesake = school_queries.find_namesake(tx, county_code=entry.county_code, name=entry.name)
    if namesake is not None and namesake.id != but:
        form.name.errors = [_("本县已有同名学校。")]
    return bool(form.code.errors or form.name.errors)


@blueprint.route("/schools/new", methods=["GET", "POST"])
@allows(*KEEPERS)
def add() -> Page:
    with current.database().reading() as tx:
        counties = _counties_of(tx, person())
        form = _form(counties)
        if request.method == "GET":
            form.county.data = _county_asked(counties, form.county.data or "")
        valid = form.validate_on_submit()
        entry = form.entry(import_queries.gazetteer(tx)) if valid else None
        refused = entry is None or _taken(tx, form, entry, but=None)
        names = _township_names(tx, form.county.data)
    if entry is None or refused:
        return _form_page(form, school=None, townships=names)
    with current.database().writing() as tx:
        added = actions.add_school(tx, entry=entry, by=person().id, now=current.now())
    flash(_("已登记「%(name)s」。", name=added.name), "good")
    return redirect(url_for("province.show", school_id=added.id), 303)


def _own_school(tx: Tx, school_id: int) -> School:
    """A school of one's own county; another's is not there to be edited."""
    found = school_queries.school(tx, school_id)
    if not person().watches_county(found.county_code):
        raise NotYours
    return found


@blueprint.route("/schools/<int:school_id>/edit", methods=["GET", "POST"])
@allows(*KEEPERS)
def edit(school_id: int) -> Page:
    with current.database().reading() as tx:
        found = _own_school(tx, school_id)
        form = _form(_counties_of(tx, person()))
        if request.method == "GET":
            form.fill(
                school_queries.entry_of(tx, found),
                township=found.township_name or "",
                revision=found.revision,
            )
        valid = form.validate_on_submit()
        entry = form.entry(import_queries.gazetteer(tx)) if valid else None
        refused = entry is None or _taken(tx, form, entry, but=school_id)
        names = _township_names(tx, form.county.data)
    if entry is None or refused:
        return _form_page(form, school=found, townships=names)
    with current.database().writing() as tx:
        actions.edit_school(
            tx,
            school_id=school_id,
            entry=entry,
            revision=_revision(form.revision.data),
            by=person().id,
            now=current.now(),
        )
    flash(_("已保存。"), "good")
    return redirect(url_for("province.show", school_id=school_id), 303)


def _revision(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 10 else 0


@blueprint.post("/schools/<int:school_id>/active")
@allows(*KEEPERS)
def set_active(school_id: int) -> Page:
    active = request.form.get("active") == "yes"
    with current.database().writing() as tx:
        found = _own_school(tx, school_id)
        actions.set_active(
            tx,
            school_id=school_id,
            active=active,
            revision=_revision(request.form.get("revision")),
            by=person().id,
            now=current.now(),
        )
    said = _("已恢复「%(name)s」。") if active else _("已归档「%(name)s」，历史记录仍在。")
    flash(said % {"name": found.name}, "good")
    return redirect(url_for("province.show", school_id=school_id), 303)
