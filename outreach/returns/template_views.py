"""Templates of forms: seen by everybody who fills them, edited by administrators as data."""

import json
from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import Role
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger.more_form import plain
from outreach.returns import (
    periods,
    places,
    queries,
    rules,
    template_actions,
    template_queries,
    words,
)
from outreach.returns.counting import count
from outreach.returns.definitions import as_json, of_json
from outreach.returns.forms import LAST_YEAR
from outreach.returns.model import Definition, Every, Sheet, Unit, UnitKind, Version
from outreach.returns.rule_text import CHOICES, CONDITIONS, BadRule, written
from outreach.returns.sheets import figures_of
from outreach.returns.template_forms import Typed, read_typed, typed_in, typed_of
from outreach.returns.views import WORKERS, Answer
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("return_templates", __name__, url_prefix="/returns/templates")
LARGEST = 500_000
ADMIN = (Role.ADMIN,)


def the_template(tx: Tx, slug: str) -> Version:
    found = template_queries.find_newest(tx, slug)
    if found is None:
        raise NotYours
    return found


@blueprint.get("")
@allows(*WORKERS)
def index() -> str:
    with current.database().reading() as tx:
        found = template_queries.newest(tx)
    known = {version.slug for version in found}
    return render_template(
        "returns/templates.html",
        found=found,
        missing=[m for slug, m in template_queries.packaged().items() if slug not in known],
        words=words,
        may_edit=rules.may_edit_templates(person()),
    )


@blueprint.post("/packaged")
@allows(*ADMIN)
def take_in() -> Answer:
    """Add the templates that come with the package."""
    with current.database().writing() as tx:
        added = template_actions.take_in_packaged(tx, by=person().id, now=current.now())
    say(_("装入了 %(count)s 套模板。", count=added))
    return redirect(url_for("return_templates.index"), 303)


@blueprint.get("/<slug>")
@allows(*WORKERS)
def show(slug: str) -> str:
    """A template in words, with its versions."""
    with current.database().reading() as tx:
        history = template_queries.history(tx, slug)
    if not history:
        raise NotYours
    asked = request.args.get("version", default=history[0].number, type=row_number)
    version = next((each for each in history if each.number == asked), history[0])
    return render_template(
        "returns/template.html",
        version=version,
        history=history,
        words=words,
        written=written,
        may_edit=rules.may_edit_templates(person()),
    )


@blueprint.get("/<slug>.json")
@allows(*WORKERS)
def export(slug: str) -> Response:
    """The newest version as a file that can be taken in elsewhere."""
    with current.database().reading() as tx:
        found = the_template(tx, slug)
    text = json.dumps(as_json(slug, found.definition), ensure_ascii=False, indent=1)
    return send_file(
        BytesIO(f"{text}\n".encode()),
        mimetype="application/json",
        as_attachment=True,
        download_name=f"{slug}-{found.number}.json",
    )


@blueprint.route("/import", methods=["GET", "POST"])
@allows(*ADMIN)
def take_file() -> Answer:
    """Take a template in from a file: all of its complaints at once, or its next version."""
    if request.method == "GET":
        return render_template("returns/import.html", complaints=[], words=words)
    sent = request.files.get("file")
    content = sent.stream.read(LARGEST + 1) if sent else b""
    try:
        told = json.loads(content.decode("utf-8-sig")) if len(content) <= LARGEST else None
    except (ValueError, RecursionError):
        told = None
    slug, made, complaints = of_json(told)
    if made is None:
        page = render_template("returns/import.html", complaints=complaints, words=words)
        return page, 422
    with current.database().writing() as tx:
        newest = template_queries.find_newest(tx, slug)
        template_actions.save(
            tx,
            slug,
            made,
            seen=newest.number if newest else 0,
            note=_("从文件导入"),
            by=person().id,
            now=current.now(),
        )
    say(_("已导入“%(name)s”。以后布置的报表用这一版。", name=made.name))
    return redirect(url_for("return_templates.show", slug=slug), 303)


@blueprint.route("/<slug>/edit", methods=["GET", "POST"])
@allows(*ADMIN)
def edit(slug: str) -> Answer:
    """Change lines, columns and rules; look at real figures before anything is kept."""
    with current.database().reading() as tx:
        found = the_template(tx, slug)
        units = places.units(tx)
    if request.method == "GET":
        return _editor(found, typed_of(found.definition), units, seen=found.number)
    typed = typed_in(request.form)
    note = plain(typed.get("note")) or ""
    made, wrong = read_typed(typed)
    for name, complaint in wrong:
        said = str(complaint) if isinstance(complaint, BadRule) else words.complaint(complaint)
        typed.complaints.setdefault(name, []).append(said)
    if not note and "preview" not in request.form:
        typed.complaints.setdefault("note", []).append(_("请写一句这一版改了什么。"))
    seen = _number(typed.get("seen"))
    if made is None or typed.complaints:
        return _editor(found, typed, units, seen=seen), 422
    if "preview" in request.form:
        with current.database().reading() as tx:
            shown = _preview(tx, made, typed, units)
        return _editor(found, typed, units, seen=seen, preview=shown, made=made)
    with current.database().writing() as tx:
        kept = template_actions.save(
            tx, slug, made, seen=seen, note=note[:200], by=person().id, now=current.now()
        )
    say(_("已存为第 %(number)s 版。已经布置的报表不变。", number=kept.number))
    return redirect(url_for("return_templates.show", slug=slug), 303)


def _number(text: str) -> int:
    try:
        return row_number(text)
    except ValueError:
        return 0


def _editor(
    found: Version,
    typed: Typed,
    units: dict[tuple[str, str], Unit],
    *,
    seen: int,
    preview: object = None,
    made: Definition | None = None,
) -> str:
    return render_template(
        "returns/edit.html",
        version=found,
        typed=typed,
        seen=seen,
        units=[unit for unit in units.values() if unit.kind is not UnitKind.COUNTY],
        preview=preview,
        made=made,
        words=words,
        year=typed.get("year") or str(local_day(current.now()).year),
        conditions=[(words_, CHOICES[name].values()) for name, words_ in CONDITIONS.items()],
    )


def _preview(
    tx: Tx, made: Definition, typed: Typed, units: dict[tuple[str, str], Unit]
) -> dict[str, object]:
    """What the form would say now, for the unit and year that were chosen."""
    kind, _dash, code = typed.get("unit").partition("-")
    unit = units.get((kind, code)) or next(iter(units.values()))
    year = min(max(_number(typed.get("year")), 2000), LAST_YEAR)
    month = local_day(current.now()).month if made.every is Every.MONTH else 0
    facts = queries.facts_of(tx, unit, periods.spanned(made, year=year, month=month))
    counted = count(made, facts, unit, bands=places.bands(tx), year=year, month=month)
    return {
        "unit": unit,
        "year": year,
        "month": month,
        "figures": figures_of(made, counted, Sheet()),
    }
