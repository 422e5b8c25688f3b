"""The officers' pages: merge and answer wishes, decline in words, put a school right."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import OFFICERS, Role
from outreach.accounts.who import person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.model import County
from outreach.province.words import grade_words
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.words import _
from outreach.wishes import actions, queries, rules, ways, words
from outreach.wishes.forms import DeclineForm, PlanForm, number_in, seen_in
from outreach.wishes.model import Verb, WayKind, Wish

blueprint = Blueprint("wish_desk", __name__, url_prefix="/wishes")

Page = str | tuple[str, int] | Response
ANSWERERS = (Role.ADMIN, Role.PROVINCE, *OFFICERS)


@blueprint.context_processor
def in_words() -> dict[str, object]:
    return {"way_words": words.WAYS, "grade_words": grade_words}


def to_answer(tx: Tx, wish_id: int) -> Wish:
    """A wish of a county that the person looks after; any other does not exist."""
    found = queries.find_wish(tx, wish_id)
    if found is None or not person().watches_county(found.county_code):
        raise rules.NoSuchWish
    return found


@blueprint.route("/plan", methods=["GET", "POST"])
@allows(*ANSWERERS)
def plan() -> Page:
    """One plan for the wishes that were ticked; with none, a plan for whoever is near."""
    form = PlanForm()
    with current.database().reading() as tx:
        ids = request.args.getlist("wish", type=row_number)
        seen = seen_in(form.seen.data) or {
            wish.id: wish.revision for wish in queries.wishes_for(tx, person(), ids=ids)
        }
        wishes = [to_answer(tx, wish_id) for wish_id in seen]
        county = _county(tx, wishes)
        if request.method == "GET":
            _open(tx, form, wishes, seen)
        if request.method == "GET" or not form.validate():
            page = render_template(
                "wishes/plan.html",
                form=form,
                wishes=wishes,
                county=county,
                schools=school_queries.schools_by_id(tx, {wish.school_id for wish in wishes}),
            )
            return page, 422 if request.method == "POST" else 200
    with current.database().writing() as tx:
        for wish_id in seen:
            to_answer(tx, wish_id)
        first, last = form.days()
        plan_id = actions.make_plan(
            tx,
            county_code=county.code,
            kind=WayKind(form.kind.data),
            place=form.place.data or "",
            first=first,
            last=last,
            words=form.words.data or "",
            open_to_all=bool(form.open_to_all.data) or not seen,
            by=person().id,
            now=current.now(),
        )
        actions.answer(
            tx, seen, plan_id=plan_id, words=form.words.data or "", by=person().id,
            now=current.now(),
        )  # fmt: skip
    flash(_("已安排，已答复 %(count)s 份申请。", count=len(seen)))
    return redirect(url_for("wishes.index"), 303)


def _county(tx: Tx, wishes: list[Wish]) -> County:
    """The county a plan is for: that of the wishes, else the officer's own."""
    own = sorted(person().scopes(Role.COUNTY))
    code = wishes[0].county_code if wishes else next(iter(own), "")
    found = province.find_county(tx, code)
    if found is None:
        raise rules.NoSuchWish
    return found


def _open(tx: Tx, form: PlanForm, wishes: list[Wish], seen: dict[int, int]) -> None:
    """Begin with what was wished for first."""
    form.seen.data = ",".join(f"{wish_id}:{revision}" for wish_id, revision in seen.items())
    first = ways.chosen(tx, wishes[0].told.first) if wishes else None
    form.kind.data = first.kind.value if first else WayKind.VAN.value
    form.starts_on.data = (first and first.day) or local_day(current.now()) + timedelta(days=14)
    form.ends_on.data = (first and first.last_day) or form.starts_on.data
    form.place.data = (first and first.place) or ""


@blueprint.route("/<int:wish_id>/decline", methods=["GET", "POST"])
@allows(*ANSWERERS)
def decline(wish_id: int) -> Page:
    form = DeclineForm()
    with current.database().reading() as tx:
        wish = to_answer(tx, wish_id)
        if rules.next_state(Verb.DECLINE, wish.state) is None:
            raise rules.WishChanged(wish.id, wish.number, wish.state)
    if request.method == "GET":
        form.revision.data = str(wish.revision)
    if not form.validate_on_submit():
        page = render_template("wishes/decline.html", form=form, wish=wish)
        return page, 422 if request.method == "POST" else 200
    with current.database().writing() as tx:
        actions.decline(
            tx,
            wish_id=wish_id,
            revision=number_in(form.revision.data),
            words=form.words.data or "",
            by=person().id,
            now=current.now(),
        )
    flash(_("已答复，需求仍计入。"))
    return redirect(url_for("wishes.index"), 303)


@blueprint.route("/<int:wish_id>/school", methods=["GET", "POST"])
@allows(*ANSWERERS)
def school(wish_id: int) -> Page:
    """Another school of the same name was meant: find it, look at both, put it right."""
    with current.database().reading() as tx:
        wish = to_answer(tx, wish_id)
        meant = request.values.get("school", type=row_number)
        found = school_queries.find_school(tx, meant) if meant is not None else None
        if found is None:
            onward = url_for("wish_desk.school", wish_id=wish_id)
            return redirect(url_for("province.find", next=onward), 303)
        before = school_queries.school(tx, wish.school_id)
    if request.method == "GET":
        return render_template("wishes/school.html", wish=wish, before=before, found=found)
    with current.database().writing() as tx:
        to_answer(tx, wish_id)
        actions.correct_school(
            tx,
            wish_id=wish_id,
            revision=number_in(request.form.get("revision")),
            school_id=found.id,
            by=person().id,
            now=current.now(),
        )
    flash(_("已更正为%(school)s，原来的学校留在经过里。", school=found.name))
    mine = person().watches_county(found.county_code)
    return redirect(
        url_for("wishes.show", wish_id=wish_id) if mine else url_for("wishes.index"), 303
    )
