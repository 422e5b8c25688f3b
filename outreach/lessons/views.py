"""The teacher's pages: find a live lesson, join with a room, try the line, count the roomful."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import COORDINATORS, Person, Role
from outreach.accounts.who import find_person, person
from outreach.booking import rights
from outreach.booking.model import SchoolRef
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.db import Tx
from outreach.lessons import actions, queries, rules, words
from outreach.lessons.forms import JoinForm, QuestionForm, RoomfulForm
from outreach.lessons.model import TONES, Room, RoomState
from outreach.province import school_queries
from outreach.province.model import School
from outreach.province.words import grade_words, grades_words
from outreach.season import shares
from outreach.season.model import SessionFacts
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows, public
from outreach.web.words import _

blueprint = Blueprint("lessons", __name__, url_prefix="/lessons")

Page = str | tuple[str, int] | Response
SHOWN_AHEAD = timedelta(days=60)
COUNTED_BACK = timedelta(days=60)


@blueprint.context_processor
def in_words() -> dict[str, object]:
    return {
        "states": words.STATES,
        "tones": TONES,
        "line_words": words.LINES,
        "shown_words": words.SHOWN,
        "grade_words": grade_words,
        "grades_words": grades_words,
        "RoomState": RoomState,
    }


def my_room(tx: Tx, room_id: int) -> Room:
    """A room the person answers for: the school's teachers, or the centre after a call."""
    found = queries.find_room(tx, room_id)
    if found is None or not _answers_for(tx, person(), found):
        raise rules.NoSuchLesson
    return found


def _answers_for(tx: Tx, someone: Person, room: Room) -> bool:
    session = actions.live_session(tx, room.session_id)
    return someone.may_change_booking(school_id=room.school_id, venue_id=session.venue_id)


@blueprint.get("")
@public
def index() -> Page:
    today = local_day(current.now())
    someone = find_person()
    with current.database().reading() as tx:
        sessions = queries.coming(tx, first=today, last=today + SHOWN_AHEAD)
        mine = queries.rooms_for(tx, someone, first=today - COUNTED_BACK) if someone else []
        return render_template(
            "lessons/index.html",
            sessions=sessions,
            kept=shares.kept(tx, [session.id for session in sessions]),
            programmes=queries.programmes(tx),
            mine=mine,
            schools=school_queries.schools_by_id(tx, {room.school_id for room in mine}),
            names=_names(tx, mine),
            teaches=someone is not None and someone.has(Role.TEACHER),
            runs=someone is not None and someone.has(*COORDINATORS),
            due=_due(mine, current.now()),
            now=current.now(),
        )


def _names(tx: Tx, rooms: list[Room]) -> dict[int, SessionFacts]:
    return {room.session_id: actions.live_session(tx, room.session_id) for room in rooms}


def _due(rooms: list[Room], now: datetime) -> dict[int, str]:
    """What waits for whom: `test` or `count`, by room."""
    found: dict[int, str] = {}
    for room in rooms:
        if rules.test_is_due(room, now=now):
            found[room.id] = "test"
        elif rules.count_is_due(room, now=now):
            found[room.id] = "count"
    return found


@blueprint.get("/<int:session_id>")
@public
def show(session_id: int) -> Page:
    someone = find_person()
    with current.database().reading() as tx:
        session = actions.live_session(tx, session_id)
        taking_part = queries.rooms_of_session(tx, session_id)
        mine = [r for r in taking_part if someone and someone.teaches_at(r.school_id)]
        lesson = queries.lesson(tx, session_id)
        shown = bool(mine) and rules.address_is_shown(session.day, now=current.now())
        return render_template(
            "lessons/show.html",
            session=session,
            programme=catalogue.programme(tx, session.programme_id),
            venue=catalogue.venue(tx, session.venue_id),
            rooms=len(taking_part),
            schools=len({room.school_id for room in taking_part}),
            mine=mine,
            names=school_queries.schools_by_id(tx, {room.school_id for room in mine}),
            asked=queries.questions_of(tx, [room.id for room in mine]),
            lesson=lesson,
            address=lesson.address if shown else None,
            awaited=shown and lesson.address is None,
            recording=lesson.recording if mine else None,
            due=_due(mine, current.now()),
            kept=shares.kept(tx, [session_id]).get(session_id),
            runs=someone is not None and someone.runs_venue(session.venue_id),
            question=QuestionForm(formdata=None),
            begun=current.now() >= at_wall_clock(session.day, session.starts),
            now=current.now(),
        )


@blueprint.route("/<int:session_id>/join", methods=["GET", "POST"])
@allows(Role.TEACHER, *COORDINATORS)
def join(session_id: int) -> Page:
    with current.database().reading() as tx:
        session = actions.live_session(tx, session_id)
        asked = request.values.get("school", type=row_number)
        school = rights.bookable(tx, person(), asked, venue_id=session.venue_id)
        if school is None:
            return _choose_school(tx, session)
        form = JoinForm()
        form.prepare(school=school, session=session)
        if request.method == "GET":
            rules.check_joinable(session, now=current.now())
            form.open(school)
            return _join_page(tx, form, session, school)
        if not form.judge(session):
            return _join_page(tx, form, session, school), 422
    with current.database().writing() as tx:
        actions.join(
            tx,
            session_id=session_id,
            school=SchoolRef(school.id, school.county_code),
            entry=form.entry(),
            token=str(form.token.data),
            by=person().id if person().teaches_at(school.id) else None,
            now=current.now(),
        )
    flash(_("%(school)s的%(room)s已加入。", school=school.name, room=form.label.data))
    if not person().teaches_at(school.id):
        return redirect(url_for("lesson_desk.show", session_id=session_id), 303)
    return redirect(url_for("lessons.show", session_id=session_id), 303)


def _choose_school(tx: Tx, session: SessionFacts) -> Page:
    """Own schools of a teacher with several; coordinators look the school up."""
    own = school_queries.schools_by_id(tx, [int(s) for s in person().scopes(Role.TEACHER)])
    if not own:
        onward = url_for("lessons.join", session_id=session.id)
        return redirect(url_for("province.find", next=onward), 303)
    return render_template("lessons/choose_school.html", session=session, own=own.values())


def _join_page(tx: Tx, form: JoinForm, session: SessionFacts, school: School) -> str:
    return render_template(
        "lessons/join.html",
        form=form,
        session=session,
        school=school,
        programme=catalogue.programme(tx, session.programme_id),
        kept=shares.kept(tx, [session.id]).get(session.id),
    )


@blueprint.post("/rooms/<int:room_id>/tested")
@allows(Role.TEACHER, *COORDINATORS)
def tested(room_id: int) -> Page:
    with current.database().writing() as tx:
        room = my_room(tx, room_id)
        actions.test_line(tx, room_id=room_id, now=current.now())
    flash(_("已记下：%(room)s试线成功。", room=room.entry.label))
    return redirect(_onward(room), 303)


@blueprint.post("/rooms/<int:room_id>/leave")
@allows(Role.TEACHER, *COORDINATORS)
def leave(room_id: int) -> Page:
    with current.database().writing() as tx:
        room = my_room(tx, room_id)
        actions.leave(tx, room_id=room_id)
    flash(_("%(room)s已退出，名额给别的学校。", room=room.entry.label))
    return redirect(_onward(room), 303)


def _onward(room: Room) -> str:
    page = "lessons.show" if person().teaches_at(room.school_id) else "lesson_desk.show"
    return url_for(page, session_id=room.session_id)


@blueprint.route("/rooms/<int:room_id>/count", methods=["GET", "POST"])
@allows(Role.TEACHER, *COORDINATORS)
def count(room_id: int) -> Page:
    """The roomful. The form opens with the expected number: when it fits, one tap is enough."""
    with current.database().reading() as tx:
        room = my_room(tx, room_id)
        session = actions.live_session(tx, room.session_id)
        failed = queries.lesson(tx, session.id).failed_at is not None
        school = school_queries.school(tx, room.school_id)
    came = room.came
    form = RoomfulForm(
        pupils=came.pupils if came else room.entry.pupils,
        adults=came.adults if came else 1,
        shown=came.shown.value if came else ("recorded" if failed else "live"),
        day=came.day if came else None,
    )
    if not form.validate_on_submit():
        page = render_template(
            "lessons/count.html", form=form, room=room, session=session, school=school
        )
        return page, 422 if request.method == "POST" else 200
    with current.database().writing() as tx:
        my_room(tx, room_id)
        actions.count(
            tx, room_id=room_id, came=form.came(room.day), by=person().id, now=current.now()
        )
    flash(
        _(
            "已记入台账：%(room)s，学生 %(pupils)s，老师 %(adults)s。谢谢您。",
            room=room.entry.label,
            pupils=form.pupils.data or 0,
            adults=form.adults.data or 0,
        )
    )
    return redirect(_onward(room), 303)


@blueprint.post("/rooms/<int:room_id>/questions")
@allows(Role.TEACHER, *COORDINATORS)
def ask(room_id: int) -> Page:
    form = QuestionForm()
    with current.database().writing() as tx:
        room = my_room(tx, room_id)
        if not form.validate():
            for said in form.words.errors:
                flash(str(said), "stop")
            return redirect(_onward(room), 303)
        actions.ask(tx, room_id=room_id, words=form.words.data or "", now=current.now())
    flash(_("问题已交给计算中心，列入选题。"))
    return redirect(_onward(room), 303)
