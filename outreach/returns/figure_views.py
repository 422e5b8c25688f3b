"""Writing into a return by hand: a figure, a target, a reason; each with why."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.returns import figure_actions, rules, words
from outreach.returns.forms import AdjustForm, ExplainForm, TargetForm
from outreach.returns.model import Line, Measure, Return, State, Verb
from outreach.returns.sheets import page_of
from outreach.returns.step_views import seen_revision
from outreach.returns.views import WORKERS, Answer, my_work
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.say import say
from outreach.web.words import _

blueprint = Blueprint("return_figures", __name__, url_prefix="/returns")


def to_return(found: Return) -> Response:
    return redirect(url_for("returns.show", return_id=found.id), 303)


def the_line(found: Return, key: str) -> Line:
    """A line of the return's form; no page for one that it has not."""
    line = next((line for line in found.round.definition.lines if line.key == key), None)
    if line is None:
        raise NotYours
    return line


def still_open(found: Return) -> None:
    if found.state is not State.OPEN:
        raise rules.NotThisStep(return_id=found.id, state=found.state, verb=Verb.ADJUSTED)


@blueprint.route("/<int:return_id>/cells/<line>/<column>/adjust", methods=["GET", "POST"])
@allows(*WORKERS)
def adjust(return_id: int, line: str, column: str) -> Answer:
    """Set a figure by hand; the computed one stays beside it everywhere."""
    key = (line, column)
    with current.database().reading() as tx:
        found = my_work(tx, return_id)
        rule = found.round.definition.rule(key)
        if rule is None:
            raise NotYours
        still_open(found)
        figure = page_of(tx, found).figures[key]
    form = AdjustForm(
        revision=found.revision, value=figure.adjusted.value if figure.adjusted else None
    )
    if form.validate_on_submit():
        with current.database().writing() as tx:
            figure_actions.adjust(
                tx,
                my_work(tx, return_id),
                key,
                computed=figure.computed,
                value=form.value.data,
                reason=form.reason.data or "",
                seen=form.revision.data or 0,
                by=person().id,
                now=current.now(),
            )
        say(_("已记下，这一格标明“手工调整”。"), "wait")
        return to_return(found)
    page = render_template(
        "returns/adjust.html",
        found=found,
        key=key,
        figure=figure,
        form=form,
        words=words,
        by_hand=rule.measure is Measure.BY_HAND,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<int:return_id>/targets/<line>", methods=["GET", "POST"])
@allows(*WORKERS)
def target(return_id: int, line: str) -> Answer:
    """What an indicator shall reach in the year."""
    with current.database().reading() as tx:
        found = my_work(tx, return_id)
        the = the_line(found, line)
        still_open(found)
        before = page_of(tx, found).sheet.targets.get(line)
    form = TargetForm(revision=found.revision, value=before)
    if form.validate_on_submit() and not (found.targets_approved and not form.reason.data):
        with current.database().writing() as tx:
            figure_actions.set_target(
                tx,
                my_work(tx, return_id),
                line,
                form.value.data or 0,
                reason=form.reason.data or "",
                seen=form.revision.data or 0,
                by=person().id,
                now=current.now(),
            )
        return to_return(found)
    if form.is_submitted() and found.targets_approved and not form.reason.data:
        form.reason.errors = [*form.reason.errors, _("目标已经锁定，改动要写明原因。")]
    page = render_template("returns/target.html", found=found, line=the, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<int:return_id>/reasons/<line>", methods=["GET", "POST"])
@allows(*WORKERS)
def explain(return_id: int, line: str) -> Answer:
    """Why an indicator missed its target."""
    with current.database().reading() as tx:
        found = my_work(tx, return_id)
        the = the_line(found, line)
        still_open(found)
        page = page_of(tx, found)
    form = ExplainForm(revision=found.revision, words=page.sheet.reasons.get(line))
    if form.validate_on_submit():
        with current.database().writing() as tx:
            figure_actions.explain(
                tx,
                my_work(tx, return_id),
                line,
                form.words.data or "",
                seen=form.revision.data or 0,
                by=person().id,
                now=current.now(),
            )
        return to_return(found)
    shown = render_template(
        "returns/explain.html",
        found=found,
        line=the,
        form=form,
        each=page.indicators.get(line),
        words=words,
    )
    return shown, 422 if form.is_submitted() else 200


@blueprint.post("/<int:return_id>/targets/approve")
@allows(*WORKERS)
def approve(return_id: int) -> Answer:
    """Lock the targets of a performance table."""
    with current.database().writing() as tx:
        found = my_work(tx, return_id)
        figure_actions.approve_targets(
            tx, found, seen=seen_revision(), by=person().id, now=current.now()
        )
    say(_("目标已批准并锁定。"))
    return to_return(found)
