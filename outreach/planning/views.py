"""The day board: arrange a venue's day, move a batch, undo, publish, print."""

from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts import queries as accounts
from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.booking import desk
from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Tx
from outreach.planning import (
    actions,
    board,
    forms,
    order_actions,
    publish_actions,
    queries,
    sheets,
    solver,
    words,
)
from outreach.planning.model import BatchKey
from outreach.planning.queries import Plan, VenueDay
from outreach.planning.rules import PlanChanged
from outreach.season.term_views import my_venue
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("day_board", __name__, url_prefix="/desk/day")

Page = str | tuple[str, int] | Response
GONE = "unknown-batch"
"""Told once, with all else that has changed since."""
YEARS = range(2000, 2200)
PATIENCE = timedelta(seconds=4)
"""After so long without a worker, the process that shows the page has the day arranged itself."""


def my_day(tx: Tx, slug: str, day: str) -> VenueDay:
    """A day of a venue that the person runs."""
    venue = my_venue(tx, slug)
    return queries.venue_day(tx, venue, day_of(day))


def day_of(text: str) -> date:
    """The day in an address; no page for what is none, or has no day before or after it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(404)
    if day.year not in YEARS:
        abort(404)
    return day


def to_board(slug: str, day: str) -> Response:
    return redirect(url_for("day_board.show", slug=slug, day=day), 303)


@blueprint.get("")
@allows(*COORDINATORS)
def index() -> Page:
    """To the board of one's venue, today's or another day's, or a choice of several."""
    asked = request.args.get("day")
    wanted = local_day(current.now()) if asked is None else day_of(asked)
    with current.database().reading() as tx:
        venues = desk.venues_of(tx, person())
    if len(venues) == 1:
        return to_board(venues[0].slug, wanted.isoformat())
    return render_template("planning/venues.html", venues=venues, day=wanted)


@blueprint.get("/<slug>/<day>")
@allows(*COORDINATORS)
def show(slug: str, day: str) -> Page:
    with current.database().reading() as tx:
        return board_page(tx, my_day(tx, slug, day))


def board_page(
    tx: Tx, found: VenueDay, *, alone: bool = False, changed: PlanChanged | None = None
) -> str:
    """The page, or the board alone for the script that asked."""
    plan = queries.find_plan(tx, found.venue.id, found.date)
    edition = plan.edition if plan else None
    names = words.Names(found)
    drawn = board.draw(found, edition)
    return render_template(
        "planning/_board.html" if alone else "planning/board.html",
        found=found,
        plan=plan,
        edition=edition,
        board=drawn,
        names=names,
        hard=[words.breach_words(breach, names) for breach in drawn.hard if breach.code != GONE],
        soft=[words.breach_words(breach, names) for breach in drawn.soft],
        changes=words.changes_words(edition, found, names) if edition else [],
        editor=_names_of(tx, plan),
        solving=queries.last_solving(tx, found.venue.id, found.date, now=current.now()),
        changed=changed,
        words=words,
        step=timedelta(days=1),
    )


def _names_of(tx: Tx, plan: Plan | None) -> str:
    """Who made the edition that stands."""
    who = plan.edition.person_id if plan and plan.edition else None
    return accounts.names(tx, [who]).get(who, "") if who else ""


@blueprint.post("/<slug>/<day>/solve")
@allows(*COORDINATORS)
def solve(slug: str, day: str) -> Page:
    with current.database().writing() as tx:
        found = my_day(tx, slug, day)
        actions.ask(tx, found, by=person().id, now=current.now())
    return to_board(slug, day)


@blueprint.get("/<slug>/<day>/progress")
@allows(*COORDINATORS)
def progress(slug: str, day: str) -> Page:
    """What is being looked at, for htmx; when it is over, the browser opens the board again."""
    with current.database().reading() as tx:
        found = my_day(tx, slug, day)
        solving = queries.last_solving(tx, found.venue.id, found.date, now=current.now())
    if solving is None or solving.over:
        answer = Response("", 200)
        answer.headers["HX-Redirect"] = url_for("day_board.show", slug=slug, day=day)
        return answer
    if solving.state == "waiting" and current.now() - solving.asked_at > PATIENCE:
        solver.start(current.database(), solving.id, clock=utc_now)
    return render_template(
        "planning/_progress.html", found=found, solving=solving, words=words, now=current.now()
    )


@blueprint.post("/<slug>/<day>/move")
@allows(*COORDINATORS)
def move(slug: str, day: str) -> Page:
    """A batch to other times. The answer says at once what breaks."""
    with current.database().reading() as tx:
        found = my_day(tx, slug, day)
        moves = forms.moved_to(request.form)
        if moves is None:
            say(_("请写成 09:00。"), "stop")
            return board_page(tx, found, alone=_by_script()), 422
    batch = BatchKey(_number("booking"), _number("batch"))
    try:
        with current.database().writing() as tx:
            actions.move(
                tx,
                my_day(tx, slug, day),
                batch=batch,
                starts=moves,
                seen=_number("revision"),
                by=person().id,
                now=current.now(),
            )
    except PlanChanged as changed:
        return _overtaken(slug, day, changed)
    return _after(slug, day)


@blueprint.post("/<slug>/<day>/order")
@allows(*COORDINATORS)
def reorder(slug: str, day: str) -> Page:
    """A batch through its halls in another order, each as early as it fits."""
    try:
        with current.database().writing() as tx:
            order_actions.reorder(
                tx,
                my_day(tx, slug, day),
                batch=BatchKey(_number("booking"), _number("batch")),
                wanted=forms.order_wanted(request.form),
                seen=_number("revision"),
                by=person().id,
                now=current.now(),
            )
    except PlanChanged as changed:
        return _overtaken(slug, day, changed)
    return _after(slug, day)


@blueprint.post("/<slug>/<day>/undo")
@allows(*COORDINATORS)
def undo(slug: str, day: str) -> Page:
    try:
        with current.database().writing() as tx:
            actions.undo(
                tx,
                my_day(tx, slug, day),
                seen=_number("revision"),
                by=person().id,
                now=current.now(),
            )
    except PlanChanged as changed:
        return _overtaken(slug, day, changed)
    return _after(slug, day)


@blueprint.post("/<slug>/<day>/publish")
@allows(*COORDINATORS)
def publish(slug: str, day: str) -> Page:
    with current.database().writing() as tx:
        publish_actions.publish(
            tx,
            my_day(tx, slug, day),
            seen=_number("revision"),
            accepts_remarks="accept" in request.form,
            by=person().id,
            now=current.now(),
        )
    say(_("已发布。带队老师现在能看到本校各批次的时间。"))
    return to_board(slug, day)


@blueprint.get("/<slug>/<day>/sheets")
@allows(*COORDINATORS)
def print_sheets(slug: str, day: str) -> Page:
    """A page for each school, of the edition that stands."""
    with current.database().reading() as tx:
        found = my_day(tx, slug, day)
        plan = queries.find_plan(tx, found.venue.id, found.date)
    edition = plan.edition if plan else None
    made = [sheets.sheet_of(found, edition, b) for b in found.lines] if edition else []
    return render_template(
        "planning/sheets.html",
        found=found,
        sheets=[sheet for sheet in made if sheet is not None],
        published=plan is not None and plan.published is not None
        and plan.published.revision == plan.revision,
        names=words.Names(found),
        words=words,
    )  # fmt: skip


def _number(name: str) -> int:
    """A whole number of the form; 0, which nothing has, for anything else."""
    try:
        return row_number(request.form.get(name, ""))
    except ValueError:
        return 0


def _by_script() -> bool:
    return request.headers.get("X-Board") == "1"


def _after(slug: str, day: str) -> Page:
    if not _by_script():
        return to_board(slug, day)
    with current.database().reading() as tx:
        return board_page(tx, my_day(tx, slug, day), alone=True)


def _overtaken(slug: str, day: str, changed: PlanChanged) -> Page:
    """The board as it is now, with what came between; a page of its own without the script."""
    if not _by_script():
        raise changed
    with current.database().reading() as tx:
        return board_page(tx, my_day(tx, slug, day), alone=True, changed=changed), changed.status
