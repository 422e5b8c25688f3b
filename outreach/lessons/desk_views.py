"""The centre's pages: one lesson with its rooms, and the list of topics."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS
from outreach.accounts.who import person
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx
from outreach.lessons import actions, desk_actions, queries, rules, words
from outreach.lessons.forms import ArrangeForm, CallOffForm, FailForm, PlaysForm, revision_of
from outreach.lessons.model import TONES, RoomState
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.words import grade_words
from outreach.season import shares
from outreach.season.model import SessionFacts
from outreach.web import current
from outreach.web.gate import allows
from outreach.web.words import _

blueprint = Blueprint("lesson_desk", __name__, url_prefix="/lessons")

Page = str | tuple[str, int] | Response


def my_lesson(tx: Tx, session_id: int) -> SessionFacts:
    """A lesson of a venue that the person runs; any other does not exist."""
    found = actions.live_session(tx, session_id)
    if not person().runs_venue(found.venue_id):
        raise rules.NoSuchLesson
    return found


@blueprint.get("/<int:session_id>/desk")
@allows(*COORDINATORS)
def show(session_id: int) -> Page:
    with current.database().reading() as tx:
        return _page(tx, my_lesson(tx, session_id))


def _page(tx: Tx, session: SessionFacts, wrong: FlaskForm | None = None) -> str:
    """The lesson with all its forms; the one that was wrong keeps what was typed."""
    lesson = queries.lesson(tx, session.id)
    rooms = queries.rooms_of_session(tx, session.id, states=tuple(RoomState))
    part = [room for room in rooms if room.state in (RoomState.JOINED, RoomState.COUNTED)]
    forms: dict[str, FlaskForm] = {
        "arrange": ArrangeForm(
            formdata=None,
            lines_limit=lesson.lines_limit,
            address=lesson.address,
            recording=lesson.recording,
            revision=lesson.revision,
        ),
        "fail": FailForm(formdata=None, recording=lesson.recording),
        "plays": PlaysForm(formdata=None, plays=lesson.plays, platform=lesson.platform),
        "call_off": CallOffForm(formdata=None),
    }
    for name, form in forms.items():
        if type(form) is type(wrong):
            forms[name] = wrong
    return render_template(
        "lessons/desk.html",
        session=session,
        lesson=lesson,
        programme=catalogue.programme(tx, session.programme_id),
        venue=catalogue.venue(tx, session.venue_id),
        rooms=rooms,
        part=part,
        names=school_queries.schools_by_id(tx, {room.school_id for room in rooms}),
        untested=[room for room in part if rules.test_is_due(room, now=current.now())],
        uncounted=[room for room in part if rules.count_is_due(room, now=current.now())],
        kept=shares.kept(tx, [session.id]).get(session.id),
        forms_of=forms,
        states=words.STATES,
        line_words=words.LINES,
        shown_words=words.SHOWN,
        tones=TONES,
        grade_words=grade_words,
        begun=current.now() >= at_wall_clock(session.day, session.starts),
    )


def _wrong(session_id: int, form: FlaskForm) -> Page:
    with current.database().reading() as tx:
        return _page(tx, my_lesson(tx, session_id), form), 422


@blueprint.post("/<int:session_id>/arrange")
@allows(*COORDINATORS)
def arrange(session_id: int) -> Page:
    form = ArrangeForm()
    if not form.validate():
        return _wrong(session_id, form)
    with current.database().writing() as tx:
        my_lesson(tx, session_id)
        desk_actions.arrange(
            tx,
            session_id=session_id,
            lines_limit=form.lines_limit.data or 0,
            address=form.address.data or None,
            recording=form.recording.data or None,
            revision=revision_of(form),
        )
    flash(_("已保存。加入网址从前一天起给已加入的学校看。"))
    return redirect(url_for("lesson_desk.show", session_id=session_id), 303)


@blueprint.post("/<int:session_id>/fail")
@allows(*COORDINATORS)
def fail(session_id: int) -> Page:
    form = FailForm()
    if not form.validate():
        return _wrong(session_id, form)
    with current.database().writing() as tx:
        my_lesson(tx, session_id)
        told = desk_actions.fail(
            tx, session_id=session_id, recording=form.recording.data or None, now=current.now()
        )
    flash(_("已告诉 %(count)s 位老师改看录播；在课上放了再计数。", count=told))
    return redirect(url_for("lesson_desk.show", session_id=session_id), 303)


@blueprint.post("/<int:session_id>/plays")
@allows(*COORDINATORS)
def plays(session_id: int) -> Page:
    form = PlaysForm()
    if not form.validate():
        return _wrong(session_id, form)
    with current.database().writing() as tx:
        my_lesson(tx, session_id)
        desk_actions.count_plays(
            tx,
            session_id=session_id,
            plays=form.plays.data or 0,
            platform=form.platform.data or "",
            by=person().id,
            now=current.now(),
        )
    flash(_("平台播放已另记为线上，不并入现场人次。"))
    return redirect(url_for("lesson_desk.show", session_id=session_id), 303)


@blueprint.post("/<int:session_id>/call-off")
@allows(*COORDINATORS)
def call_off(session_id: int) -> Page:
    form = CallOffForm()
    if not form.validate():
        return _wrong(session_id, form)
    with current.database().writing() as tx:
        my_lesson(tx, session_id)
        told = desk_actions.call_off(
            tx,
            session_id=session_id,
            reason=form.reason.data or "",
            by=person().id,
            now=current.now(),
        )
    flash(_("这节课已取消，已通知 %(count)s 间教室。", count=told))
    return redirect(url_for("lesson_desk.show", session_id=session_id), 303)


@blueprint.get("/topics")
@allows(*COORDINATORS)
def topics() -> Page:
    with current.database().reading() as tx:
        mine = {v.id for v in catalogue.venues(tx) if person().runs_venue(v.id)}
        return render_template(
            "lessons/topics.html",
            topics=queries.topics(tx, venue_ids=mine),
            programmes=queries.programmes(tx),
            counties={county.code: county for county in province.counties(tx)},
            grade_words=grade_words,
        )


@blueprint.post("/questions/<int:question_id>/use")
@allows(*COORDINATORS)
def use(question_id: int) -> Page:
    with current.database().writing() as tx:
        mine = {v.id for v in catalogue.venues(tx) if person().runs_venue(v.id)}
        if question_id not in {topic.id for topic in queries.topics(tx, venue_ids=mine)}:
            raise rules.NoSuchLesson
        desk_actions.use_question(tx, question_id=question_id, by=person().id, now=current.now())
    flash(_("已列为选题。"))
    return redirect(url_for("lesson_desk.topics"), 303)
