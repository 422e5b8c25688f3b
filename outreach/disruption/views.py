"""突发调整: pick, see everything it touches, confirm, and take it back."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, Person
from outreach.accounts.who import person
from outreach.booking.desk import venues_of
from outreach.booking.model import TONES
from outreach.booking.words import STATES
from outreach.catalogue import queries as catalogue
from outreach.disruption import actions, desk, queries, rights, rules, undo_actions, words
from outreach.disruption import preview as previews
from outreach.disruption.forms import (
    ConfirmForm,
    RainForm,
    ShutForm,
    default_reason,
    read_rows,
    written,
)
from outreach.disruption.model import Disruption, Preview, Reason, Touched, Turn
from outreach.disruption.rights import ACTORS
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province.words import grade_words
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("disruptions", __name__, url_prefix="/disruptions")

Page = str | tuple[str, int] | Response


@blueprint.record_once
def _share_words(state: BlueprintSetupState) -> None:
    """Letters are written outside of any request, where no context processor reaches."""
    state.app.jinja_env.globals["disruption_words"] = words


@blueprint.get("")
@allows(*ACTORS)
def overview() -> Page:
    with current.database().reading() as tx:
        found = queries.disruptions(tx, person())
        counties = desk.county_names(tx)
        owed = len(queries.owed(tx, person()))
    return render_template(
        "disruption/overview.html",
        disruptions=found,
        counties=counties,
        owed=owed,
        shuts=person().has(*COORDINATORS),
        now=current.now(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@allows(*ACTORS)
def new() -> Page:
    """Step 1 until what is picked makes sense, then step 2; sending step 2 is step 3."""
    with current.database().reading() as tx:
        form = _pick(tx)
        if "words" not in request.args or "edit" in request.args:
            return _pick_page(tx, form)
        if not form.validate():
            return _pick_page(tx, form), 422
        if request.method == "GET":
            found = previews.preview(tx, person(), form.scope(), now=current.now())
            return _preview_page(tx, form, found)
    return _confirm(form)


def _pick(tx: Tx) -> RainForm | ShutForm:
    """What a person may pick from: their counties, or the venues they run."""
    picked = MultiDict(request.args.items(multi=True))
    shuts = "shut" in request.args and person().has(*COORDINATORS)
    given = {
        "starts_on": local_day(current.now()),
        "ends_on": local_day(current.now()),
        "reason": default_reason(shuts=shuts),
    }
    typed = picked if "words" in picked else None
    options: dict[str, Any] = {"formdata": typed, "data": given, "meta": {"csrf": False}}
    form: RainForm | ShutForm
    if shuts:
        form = ShutForm(**options)
        mine = venues_of(tx, person())
        form.venue.choices = [(str(v.id), _named(v)) for v in mine]
        form.part.choices = [("", _("整个场馆")), *desk.parts(tx, mine, _named)]
    else:
        form = RainForm(**options)
        form.counties.choices = [(c.code, _named(c)) for c in desk.counties_of(tx, person())]
        everywhere = [(str(v.id), _named(v)) for v in catalogue.venues(tx)]
        form.venue.choices = [("", _("所有场馆")), *everywhere]
    return form


def _named(thing: Any) -> str:
    english = current.locale() == "en" and thing.name_en
    return str(thing.name_en if english else thing.name)


def _pick_page(tx: Tx, form: RainForm | ShutForm) -> str:
    return render_template(
        "disruption/pick.html",
        form=form,
        shuts=isinstance(form, ShutForm),
        cities=desk.by_city(desk.counties_of(tx, person())),
        may_shut=person().has(*COORDINATORS),
    )


def _preview_page(
    tx: Tx,
    form: RainForm | ShutForm,
    found: Preview,
    *,
    changed: actions.PreviewChanged | None = None,
    chosen: Mapping[int, str] | None = None,
) -> str:
    scope = form.scope()
    opening = {t.booking.id: _opening(t, form.wanted) for t in found.touched}
    return render_template(
        "disruption/preview.html",
        form=form,
        preview=found,
        scope=scope,
        counties=desk.county_names(tx),
        programmes={int(p.id): p for p in catalogue.programmes(tx, with_retired=True)},
        chosen=opening | dict(chosen or {}),
        changed=changed,
        token=secrets.token_urlsafe(16),
        again={turn: _same_but(turn=turn.value) for turn in Turn},
        back=_same_but(edit="1"),
        states=STATES,
        tones=TONES,
        grade_words=grade_words,
        written=written,
        Turn=Turn,
    )


def _opening(touched: Touched, wanted: Turn) -> str:
    return written(rules.opening_choice(touched, wanted))


def _same_but(**other: str) -> str:
    """This page's address with something else picked."""
    picked: dict[str, Any] = request.args.to_dict(flat=False)
    return url_for("disruptions.new", **picked | other)


def _confirm(form: RainForm | ShutForm) -> Page:
    confirmed = ConfirmForm()
    if not confirmed.validate():
        return redirect(request.full_path, 303)
    choices, seen = read_rows(request.form)
    order = actions.Order(
        scope=form.scope(),
        reason=Reason(form.reason.data),
        words=form.words.data or "",
        choices=choices,
        seen=seen,
        token=str(confirmed.token.data),
    )
    try:
        with current.database().writing() as tx:
            made = actions.disrupt(tx, person=person(), order=order, now=current.now())
    except actions.PreviewChanged as changed:
        with current.database().reading() as tx:
            found = previews.preview(tx, person(), form.scope(), now=current.now())
            chosen = {number: written(choice) for number, choice in choices.items()}
            page = _preview_page(tx, form, found, changed=changed, chosen=chosen)
        return page, changed.status
    say(_("已办好，学校都会收到通知。15 分钟内可以整体撤销。"), undo=_undo(made))
    return redirect(url_for("disruptions.show", disruption_id=made.id), 303)


def _undo(made: Disruption) -> str:
    return url_for("disruptions.undo", disruption_id=made.id)


@blueprint.get("/<int:disruption_id>")
@allows(*ACTORS)
def show(disruption_id: int) -> Page:
    with current.database().reading() as tx:
        found, groups = queries.seen(tx, person(), disruption_id)
        who = desk.name_of(tx, found.made_by)
        counties = desk.county_names(tx)
        venue = catalogue.venue(tx, found.scope.venue_id) if found.scope.venue_id else None
    return render_template(
        "disruption/show.html",
        disruption=found,
        groups=groups,
        who=who,
        counties=counties,
        venue=venue,
        calls=desk.to_call(groups, now=current.now(), within=desk.patience()),
        may_undo=rights.made(person(), found) and found.may_be_undone_at(current.now()),
        may_lift=_may_lift(person(), found),
        again=desk.same_scope(found),
        texts=desk.texts(groups),
        link=desk.answer_link,
        states=STATES,
        tones=TONES,
        now=current.now(),
    )


def _may_lift(who: Person, found: Disruption) -> bool:
    venue_id = found.scope.venue_id
    return found.shuts and venue_id is not None and who.runs_venue(venue_id)


@blueprint.post("/<int:disruption_id>/undo")
@allows(*ACTORS)
def undo(disruption_id: int) -> Page:
    now: datetime = current.now()
    with current.database().writing() as tx:
        undo_actions.undo(tx, disruption_id=disruption_id, person=person(), now=now)
    say(_("已撤销。恢复的团队会收到更正，没能恢复的列在下面。"))
    return redirect(url_for("disruptions.show", disruption_id=disruption_id), 303)


@blueprint.post("/<int:disruption_id>/lift")
@allows(*ACTORS)
def lift(disruption_id: int) -> Page:
    with current.database().writing() as tx:
        undo_actions.lift(tx, disruption_id=disruption_id, person=person(), now=current.now())
    say(_("已解除，场次重新开放。已取消的团队请在待补里安排。"))
    return redirect(url_for("disruptions.show", disruption_id=disruption_id), 303)
