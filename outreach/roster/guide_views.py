"""The guides of a venue: the list, one guide, days off."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts.model import COORDINATORS
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.catalogue import queries as catalogue
from outreach.catalogue.forms import choices
from outreach.catalogue.model import DayPart, Venue
from outreach.catalogue.words import WEEKDAYS
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.roster import guide_actions, loads, off_queries, outside_actions, queries
from outreach.roster.forms import DayOffForm, GuideForm, OutsideForm
from outreach.roster.model import Guide, OffKind
from outreach.roster.views import chosen_venue
from outreach.web import current
from outreach.web.filters import named
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("guides", __name__, url_prefix="/desk/guides")

Page = str | tuple[str, int] | Response


def my_guide(tx: Tx, guide_id: int) -> Guide:
    """A guide of a venue that the person runs; any other does not exist."""
    found = queries.find_guide(tx, guide_id)
    if found is None or not person().runs_venue(found.venue_id):
        raise NotYours
    return found


@blueprint.get("")
@allows(*COORDINATORS)
def index() -> Page:
    today = local_day(current.now())
    with current.database().reading() as tx:
        mine, venue = chosen_venue(tx)
        found = queries.guides(tx, venue_id=venue.id, with_retired=True)
        off = off_queries.days_off(tx, guide_ids=[g.id for g in found], first=today, last=today)
        fair = loads.of_venue(tx, venue.id, today=today)
        outside = outside_actions.feeds(tx, [g.id for g in found])
    return render_template(
        "roster/guides.html",
        venues=mine,
        venue=venue,
        guides=[g for g in found if g.active],
        retired=[g for g in found if not g.active],
        off={each.guide_id: each for each in off},
        loads=fair,
        outside=outside,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@allows(*COORDINATORS)
def new() -> Page:
    with current.database().reading() as tx:
        _mine, venue = chosen_venue(tx)
    form = _form(venue, None)
    if form.validate_on_submit():
        with current.database().writing() as tx:
            guide = guide_actions.add_guide(
                tx, venue_id=venue.id, entry=form.entry(), by=person().id, now=current.now()
            )
        say(_("已登记讲解员%(name)s。", name=guide.name))
        return redirect(url_for("guides.show", guide_id=guide.id), 303)
    page = render_template("roster/guide_form.html", form=form, venue=venue, guide=None)
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/<int:guide_id>/edit", methods=["GET", "POST"])
@allows(*COORDINATORS)
def edit(guide_id: int) -> Page:
    with current.database().reading() as tx:
        guide = my_guide(tx, guide_id)
        venue = catalogue.venue(tx, guide.venue_id)
        email = _email(tx, guide)
    form = _form(venue, guide, email=email)
    if form.validate_on_submit():
        with current.database().writing() as tx:
            my_guide(tx, guide_id)
            guide_actions.change_guide(
                tx,
                guide_id=guide_id,
                entry=form.entry(),
                revision=_revision(form.revision.data),
                by=person().id,
                now=current.now(),
            )
        say(_("已保存。"))
        return redirect(url_for("guides.show", guide_id=guide_id), 303)
    page = render_template("roster/guide_form.html", form=form, venue=venue, guide=guide)
    return page, 422 if request.method == "POST" else 200


def _form(venue: Venue, guide: Guide | None, *, email: str = "") -> GuideForm:
    form = GuideForm.of(guide, email=email)
    with current.database().reading() as tx:
        offered = catalogue.programmes(tx, venue_id=venue.id)
    form.skills.choices = choices((int(p.id), named(p)) for p in offered)
    return form


def _revision(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def _email(tx: Tx, guide: Guide) -> str:
    found = accounts.find_account(tx, guide.person_id) if guide.person_id else None
    return found.email if found is not None else ""


@blueprint.get("/<int:guide_id>")
@allows(*COORDINATORS)
def show(guide_id: int) -> Page:
    return _guide_page(guide_id, DayOffForm(formdata=None), OutsideForm(formdata=None))


def _guide_page(guide_id: int, off_form: DayOffForm, outside_form: OutsideForm) -> Page:
    today = local_day(current.now())
    with current.database().reading() as tx:
        guide = my_guide(tx, guide_id)
        page = render_template(
            "roster/guide.html",
            guide=guide,
            venue=catalogue.venue(tx, guide.venue_id),
            email=_email(tx, guide),
            programmes={int(p.id): p for p in catalogue.programmes(tx, with_retired=True)},
            off=off_queries.days_off(tx, guide_ids=[guide_id], first=today, last=loads.FAR),
            duties=queries.duties_of_guide(tx, guide_id, first=today, last=loads.FAR),
            outside=outside_actions.feeds(tx, [guide_id]).get(guide_id),
            off_form=off_form,
            outside_form=outside_form,
            weekdays=WEEKDAYS,
        )
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/<int:guide_id>/<any(retire, return):step>")
@allows(*COORDINATORS)
def set_active(guide_id: int, step: str) -> Page:
    with current.database().writing() as tx:
        guide = my_guide(tx, guide_id)
        freed = guide_actions.set_active(
            tx,
            guide_id=guide_id,
            active=step == "return",
            revision=guide.revision,
            by=person().id,
            now=current.now(),
        )
    if freed:
        say(_("%(count)s 个任务重新待排。", count=freed), "wait")
    return redirect(url_for("guides.show", guide_id=guide_id), 303)


@blueprint.post("/<int:guide_id>/days-off")
@allows(*COORDINATORS)
def add_day_off(guide_id: int) -> Page:
    form = DayOffForm()
    with current.database().writing() as tx:
        my_guide(tx, guide_id)
        if form.validate():
            save_day_off(tx, guide_id, form)
            return redirect(url_for("guides.show", guide_id=guide_id), 303)
    return _guide_page(guide_id, form, OutsideForm(formdata=None))


def save_day_off(tx: Tx, guide_id: int, form: DayOffForm) -> None:
    """Keep what was typed, and say which duties it freed."""
    _off, freed = guide_actions.take_day_off(
        tx,
        guide_id=guide_id,
        first=form.first.data or date.min,
        last=form.last.data or date.min,
        part=DayPart(form.part.data),
        kind=OffKind(form.kind.data),
        by=person().id,
        now=current.now(),
    )
    if freed:
        say(_("已登记；这几天的 %(count)s 个任务重新待排。", count=len(freed)), "wait")
    else:
        say(_("已登记。"))


@blueprint.post("/days-off/<int:day_off_id>/take-back")
@allows(*COORDINATORS)
def take_back(day_off_id: int) -> Page:
    with current.database().writing() as tx:
        off = off_queries.find_day_off(tx, day_off_id)
        if off is None:
            raise NotYours
        my_guide(tx, off.guide_id)
        guide_actions.take_back_day_off(
            tx, day_off_id=day_off_id, by=person().id, now=current.now()
        )
    say(_("已撤销。"))
    return redirect(url_for("guides.show", guide_id=off.guide_id), 303)


@blueprint.post("/<int:guide_id>/outside")
@allows(*COORDINATORS)
def subscribe(guide_id: int) -> Page:
    form = OutsideForm()
    with current.database().writing() as tx:
        my_guide(tx, guide_id)
        if form.validate():
            outside_actions.subscribe(
                tx,
                guide_id=guide_id,
                address=form.address.data or "",
                by=person().id,
                now=current.now(),
            )
            say(_("已订阅，几分钟内读取。"))
            return redirect(url_for("guides.show", guide_id=guide_id), 303)
    return _guide_page(guide_id, DayOffForm(formdata=None), form)


@blueprint.post("/<int:guide_id>/outside/end")
@allows(*COORDINATORS)
def unsubscribe(guide_id: int) -> Page:
    with current.database().writing() as tx:
        my_guide(tx, guide_id)
        outside_actions.unsubscribe(tx, guide_id=guide_id, by=person().id, now=current.now())
    say(_("已停止读取，来自这份日历的占用已删除。"))
    return redirect(url_for("guides.show", guide_id=guide_id), 303)
