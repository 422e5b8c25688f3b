"""Packs: asked for, waited for, fetched; with script the page looks by itself."""

import threading
from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import Role
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Tx
from outreach.returns import pack_actions, pack_job, places, round_queries, rules, words
from outreach.returns.model import Unit, UnitKind
from outreach.returns.pack_model import Pack, PackState
from outreach.returns.views import WORKERS, Answer
from outreach.web import current
from outreach.web.gate import allows

blueprint = Blueprint("return_packs", __name__, url_prefix="/returns/packs")
PATIENCE = timedelta(seconds=4)
"""After so long without a worker, the process that shows the page makes the pack itself."""


def my_units(tx: Tx) -> list[Unit]:
    return [unit for unit in places.units(tx).values() if rules.works_for(person(), unit)]


def my_pack(tx: Tx, pack_id: int) -> Pack:
    """A pack is for whoever asked for it, and only while the unit is still theirs."""
    found = pack_actions.find(tx, pack_id, by=person().id, now=current.now())
    if found is None or not rules.works_for(person(), found.unit):
        raise NotYours
    return found


@blueprint.route("", methods=["GET", "POST"])
@allows(*WORKERS)
def index() -> Answer:
    """What can be asked for, and what was."""
    with current.database().reading() as tx:
        units = my_units(tx)
        years = round_queries.years(tx)
        packs = pack_actions.packs_of(tx, by=person().id, now=current.now())
    if request.method == "POST":
        kind, _dash, code = request.form.get("unit", "").partition("-")
        unit = next((u for u in units if u.kind == kind and u.code == code), None)
        year = next((y for y in years if str(y) == request.form.get("year")), None)
        if unit is not None and year is not None:
            with current.database().writing() as tx:
                pack_id = pack_actions.ask(tx, unit, year, by=person().id, now=current.now())
            return redirect(url_for("return_packs.show", pack_id=pack_id), 303)
    page = render_template(
        "returns/packs.html",
        units=[u for u in units if u.kind is not UnitKind.COUNTY or person().has(Role.COUNTY)]
        or units,
        years=years,
        packs=packs,
        words=words,
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/<int:pack_id>")
@allows(*WORKERS)
def show(pack_id: int) -> Answer:
    with current.database().reading() as tx:
        found = my_pack(tx, pack_id)
    _make_without_worker(found)
    return render_template(
        "returns/pack.html", pack=found, words=words, now=current.now(), keeps=pack_actions.KEPT
    )


@blueprint.get("/<int:pack_id>/progress")
@allows(*WORKERS)
def progress(pack_id: int) -> Answer:
    """How far it is, for htmx; when it is over, the browser opens the page again."""
    with current.database().reading() as tx:
        found = my_pack(tx, pack_id)
    if found.over:
        answer = Response("", 200)
        answer.headers["HX-Redirect"] = url_for("return_packs.show", pack_id=pack_id)
        return answer
    _make_without_worker(found)
    return render_template("returns/_progress.html", pack=found, words=words, now=current.now())


def _make_without_worker(found: Pack) -> None:
    if found.state is PackState.WAITING and current.now() - found.asked_at > PATIENCE:
        database, uploads = current.database(), current.settings().uploads
        threading.Thread(
            target=pack_job.make,
            args=(database, found.id),
            kwargs={"uploads": uploads, "clock": utc_now},
            daemon=True,
        ).start()


@blueprint.post("/<int:pack_id>/cancel")
@allows(*WORKERS)
def cancel(pack_id: int) -> Answer:
    with current.database().writing() as tx:
        my_pack(tx, pack_id)
        pack_actions.cancel(tx, pack_id, now=current.now())
    return redirect(url_for("return_packs.show", pack_id=pack_id), 303)


@blueprint.get("/<int:pack_id>/file")
@allows(*WORKERS)
def fetch(pack_id: int) -> Response:
    with current.database().reading() as tx:
        found = my_pack(tx, pack_id)
    if found.name is None:
        raise NotYours
    path = pack_job.folder_of(current.settings().uploads) / found.name
    if not path.exists():
        raise NotYours
    return send_file(
        path.resolve(),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{found.unit.name}-{found.year}-{words.PACK}.zip",
    )
