"""What a venue's coordinators keep right: hours, closures and group rules."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.catalogue import actions as catalogue_actions
from outreach.catalogue.rules_form import HoursForm, RulesForm
from outreach.kernel.clock import local_day
from outreach.season import actions, calendar_actions, calendar_queries, queries
from outreach.season.calendar_actions import By
from outreach.season.forms import ClosureForm
from outreach.season.term_views import my_venue
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("venues", __name__)

Page = str | tuple[str, int] | Response


def by() -> By:
    return By(person_id=person().id, at=current.now())


def _status() -> int:
    return 422 if request.method == "POST" else 200


@blueprint.route("/venues/<slug>/hours", methods=["GET", "POST"])
@allows(*COORDINATORS)
def edit_hours(slug: str) -> Page:
    with current.database().reading() as tx:
        venue = my_venue(tx, slug)
    form = HoursForm(data=HoursForm.fields_of(venue))
    if not form.validate_on_submit():
        return render_template("season/hours_form.html", form=form, venue=venue), _status()
    with current.database().writing() as tx:
        catalogue_actions.change_openings(
            tx,
            venue_id=venue.id,
            openings=form.openings(),
            now=current.now(),
            person_id=person().id,
        )
    say(_("已保存开放时间。已有的场次不变，新的场次按新时间安排。"))
    return redirect(url_for("season.venue", slug=slug), 303)


@blueprint.route("/venues/<slug>/rules", methods=["GET", "POST"])
@allows(*COORDINATORS)
def edit_rules(slug: str) -> Page:
    with current.database().reading() as tx:
        venue = my_venue(tx, slug)
    form = RulesForm(data=RulesForm.fields_of(venue))
    if not form.validate_on_submit():
        return render_template("season/rules_form.html", form=form, venue=venue), _status()
    with current.database().writing() as tx:
        catalogue_actions.change_rules(
            tx,
            venue_id=venue.id,
            rules=form.rules(),
            confirmed=form.confirmed.data,
            now=current.now(),
            person_id=person().id,
        )
        actions.apply_rules(tx, venue_id=venue.id, now=current.now())
    say(_("已保存团队规则。今后的预约按新规则办理，已有的预约不变。"))
    return redirect(url_for("season.venue", slug=slug), 303)


@blueprint.route("/venues/<slug>/closures", methods=["GET", "POST"])
@allows(*COORDINATORS)
def closures(slug: str) -> Page:
    today = local_day(current.now())
    with current.database().reading() as tx:
        venue = my_venue(tx, slug)
        coming = calendar_queries.closures(tx, venue_id=venue.id, first=today)
        standing = {
            closure.id: len(
                queries.upcoming_sessions(
                    tx,
                    venue_id=venue.id,
                    first=max(closure.starts_on, today),
                    last=closure.ends_on,
                )
            )
            for closure in coming
        }
    form = ClosureForm()
    if not form.validate_on_submit():
        page = render_template(
            "season/closures.html", form=form, venue=venue, closures=coming, standing=standing
        )
        return page, _status()
    typed: dict[str, Any] = form.data
    with current.database().writing() as tx:
        calendar_actions.add_closure(
            tx,
            venue_id=venue.id,
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
            reason=typed["reason"].strip(),
            by=by(),
        )
    say(_("已添加闭馆。当天已有的场次需要逐个改期或取消。"))
    return redirect(url_for("venues.closures", slug=slug), 303)


@blueprint.post("/venues/<slug>/closures/<int:closure_id>/<any(remove, restore):verb>")
@allows(*COORDINATORS)
def change_closure(slug: str, closure_id: int, verb: str) -> Response:
    with current.database().writing() as tx:
        venue = my_venue(tx, slug)
        closure = calendar_queries.find_closure(tx, closure_id)
        if closure is None or closure.venue_id != venue.id:
            abort(404)
        act = calendar_actions.remove if verb == "remove" else calendar_actions.restore
        act(tx, kind="closure", row_id=closure_id, by=by())
    if verb == "remove":
        undo = url_for("venues.change_closure", slug=slug, closure_id=closure_id, verb="restore")
        say(_("已删除闭馆。"), undo=undo)
    else:
        say(_("已恢复闭馆。"))
    return redirect(url_for("venues.closures", slug=slug), 303)
