"""The teacher's pages: say what one would like, see the ways, choose, follow what becomes of it."""

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import OFFICERS, Person, Role
from outreach.accounts.who import find_person, person
from outreach.booking import queries as booking
from outreach.booking.forms import CancelForm
from outreach.booking.model import ACTIVE
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.model import School
from outreach.province.words import grade_words
from outreach.web import current, filters
from outreach.web.addresses import row_number
from outreach.web.gate import allows, public
from outreach.web.words import _
from outreach.wishes import actions, queries, rules, ways, words
from outreach.wishes.forms import AskForm, ChooseForm
from outreach.wishes.model import COMES, TONES, Wish, WishState

blueprint = Blueprint("wishes", __name__)

Page = str | tuple[str, int] | Response
TOLD = ("school", "want", "grade", "pupils", "adults", "week_from", "week_to", "topic")
READERS = (Role.TEACHER, Role.ADMIN, Role.PROVINCE, *OFFICERS)


@blueprint.context_processor
def in_words() -> dict[str, object]:
    return {
        "wants": words.WANTS,
        "way_words": words.WAYS,
        "states": words.STATES,
        "tones": TONES,
        "grade_words": grade_words,
        "COMES": COMES,
        "WishState": WishState,
    }


def my_wish(tx: Tx, wish_id: int) -> Wish:
    """A wish the person may read; any other does not exist."""
    found = queries.find_wish(tx, wish_id)
    if found is None or not _concerns(person(), found):
        raise rules.NoSuchWish
    return found


def _concerns(someone: Person, wish: Wish) -> bool:
    return someone.teaches_at(wish.school_id) or someone.watches_county(wish.county_code)


def _school(tx: Tx) -> School | None:
    """The school asked about: an own one, or whichever somebody without an account names."""
    someone = find_person()
    own = sorted(int(s) for s in someone.scopes(Role.TEACHER)) if someone else []
    asked = request.values.get("school", type=row_number)
    if asked is None and len(own) == 1:
        asked = own[0]
    found = school_queries.find_school(tx, asked) if asked is not None else None
    return found if found is not None and found.active else None


def _form(school: School | None, today: date) -> AskForm:
    form = AskForm(request.args if "want" in request.args or "pupils" in request.args else None)
    form.prepare(
        school=school, today=today, week=lambda day: _("%(day)s 起", day=filters.short_day(day))
    )
    return form


@blueprint.get("/ask")
@public
def ask() -> Page:
    """Who has no account may look too; only sending asks to sign in."""
    today = local_day(current.now())
    with current.database().reading() as tx:
        school = _school(tx)
        someone = find_person()
        own = _own(tx, someone)
        form = _form(school, today)
        if school is not None and (form.want.raw_data or form.pupils.raw_data) and form.validate():
            return redirect(_with_answers("wishes.choose"), 303)
        page = render_template("wishes/ask.html", form=form, school=school, own=own)
    return page, 422 if form.errors else 200


def _with_answers(endpoint: str) -> str:
    """A page with what was told on the one before it."""
    told = urlencode({name: text for name, text in request.args.items() if name in TOLD})
    return f"{url_for(endpoint)}?{told}"


def _own(tx: Tx, someone: Person | None) -> list[School]:
    ids = [int(s) for s in someone.scopes(Role.TEACHER)] if someone else []
    return sorted(school_queries.schools_by_id(tx, ids).values(), key=lambda each: each.name)


@blueprint.route("/ask/ways", methods=["GET", "POST"])
@public
def choose() -> Page:
    """The ways with their dates, and first and second choice; what was told is in the address."""
    today = local_day(current.now())
    with current.database().reading() as tx:
        school = _school(tx)
        form = _form(school, today)
        if school is None or not form.validate():
            return redirect(_with_answers("wishes.ask"), 303)
        found = ways.offered(tx, school, form.asked(), today=today, now=current.now())
    choice = ChooseForm()
    choice.prepare(found.ways)
    someone = find_person()
    may_send = someone is not None and someone.teaches_at(school.id)
    if request.method == "GET":
        choice.open()
    elif may_send and someone is not None:
        with current.database().writing() as tx:
            first = queries.find_by_token(
                tx, placed_by=someone.id, token=str(choice.token.data or "")
            )
            if first is None and choice.validate():
                first = actions.submit(
                    tx,
                    school_id=school.id,
                    told=form.told(str(choice.first.data), choice.second.data or None),
                    token=str(choice.token.data),
                    by=someone.id,
                    now=current.now(),
                )
        if first is not None:
            return redirect(url_for("wishes.show", wish_id=first.id), 303)
    page = render_template(
        "wishes/ways.html",
        school=school,
        form=form,
        choice=choice,
        found=found,
        may_send=may_send,
        signed_in=someone is not None,
        back=_with_answers("wishes.ask"),
        most=rules.OVERNIGHT_MOST,
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/wishes")
@allows(*READERS)
def index() -> Page:
    with current.database().reading() as tx:
        found = queries.wishes_for(tx, person())
        return render_template(
            "wishes/index.html",
            wishes=found,
            schools=school_queries.schools_by_id(tx, {wish.school_id for wish in found}),
            chosen={wish.id: ways.chosen(tx, wish.told.first) for wish in found},
            counties={county.code: county for county in province.counties(tx)},
            officer=person().has(Role.ADMIN, Role.PROVINCE, *OFFICERS),
            teaches=person().has(Role.TEACHER),
            totals=sorted(
                queries.open_by_county(tx).items() if person().runs_the_province else (),
                key=lambda each: -each[1],
            ),
            today=local_day(current.now()),
            now=current.now(),
        )


@blueprint.get("/wishes/<int:wish_id>")
@allows(*READERS)
def show(wish_id: int) -> Page:
    with current.database().reading() as tx:
        wish = my_wish(tx, wish_id)
        school = school_queries.school(tx, wish.school_id)
        choices = [ways.chosen(tx, key) for key in (wish.told.first, wish.told.second)]
        return render_template(
            "wishes/show.html",
            wish=wish,
            school=school,
            choices=choices,
            booked=_booked(tx, wish, [c.session_id for c in choices if c is not None]),
            plan=queries.find_plan(tx, wish.plan_id),
            trail=[
                (filters.moment(step.at), words.step_words(step))
                for step in reversed(queries.history(tx, wish_id))
            ],
            teaches=person().teaches_at(wish.school_id),
            officer=person().watches_county(wish.county_code),
            is_the_citys=wish.is_the_citys(current.now()),
        )


def _booked(tx: Tx, wish: Wish, session_ids: list[int | None]) -> list[tuple[int, str]]:
    """Bookings the school made by itself for a session it wished for."""
    return [
        (int(found.id), found.number)
        for session_id in session_ids
        if session_id is not None
        for found in booking.bookings_of_session(tx, session_id, states=ACTIVE)
        if found.school_id == wish.school_id
    ]


@blueprint.route("/wishes/<int:wish_id>/withdraw", methods=["GET", "POST"])
@allows(Role.TEACHER)
def withdraw(wish_id: int) -> Page:
    form = CancelForm()
    with current.database().reading() as tx:
        wish = my_wish(tx, wish_id)
        if not person().teaches_at(wish.school_id):
            raise rules.NoSuchWish
    if not form.validate_on_submit():
        page = render_template("wishes/withdraw.html", form=form, wish=wish)
        return page, 422 if request.method == "POST" else 200
    with current.database().writing() as tx:
        actions.withdraw(
            tx, wish_id=wish_id, reason=form.chosen(), by=person().id, now=current.now()
        )
    flash(_("已撤回，不影响贵校以后申请。"))
    return redirect(url_for("wishes.show", wish_id=wish_id), 303)
