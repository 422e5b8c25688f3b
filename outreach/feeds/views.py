"""Subscriptions: the page on which people make them, and the files phones fetch."""

import hashlib
from datetime import date, datetime

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask_babel import force_locale
from werkzeug.wrappers import Response as AnyResponse

from outreach.accounts import queries as accounts
from outreach.accounts.rules import NotYours
from outreach.accounts.who import person
from outreach.booking import queries as booking
from outreach.booking import rights
from outreach.feeds import actions, duties, queries, render, rules, visits
from outreach.feeds.model import Feed, FeedScope, Subject, Visit
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.roster import queries as roster
from outreach.web import current
from outreach.web.gate import public, signed_in
from outreach.web.words import _

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/feeds")
@signed_in
def index() -> str:
    with current.database().reading() as tx:
        feeds = {(f.scope, f.subject_id): f for f in queries.feeds_of(tx, person().id)}
        subjects = queries.subjects(tx, person())
    return render_template("feeds/index.html", subjects=subjects, feeds=feeds)


@blueprint.post("/feeds/<scope>/<int:subject_id>")
@signed_in
def create(scope: str, subject_id: int) -> Response:
    """Answers with the address itself and no redirect: it is shown this once."""
    if scope not in set(FeedScope):
        raise NotYours
    with current.database().writing() as tx:
        _feed_id, token = actions.create_feed(
            tx,
            scope=FeedScope(scope),
            subject_id=subject_id,
            by=person(),
            now=current.now(),
        )
        subject = queries.subject(tx, person(), scope=FeedScope(scope), subject_id=subject_id)
    address = f"{current.settings().base_url.rstrip('/')}/feeds/{token}.ics"
    page = render_template(
        "feeds/made.html",
        subject=subject,
        address=address,
        webcal=f"webcal://{address.partition('://')[2]}",
        in_wechat="MicroMessenger" in request.headers.get("User-Agent", ""),
    )
    return make_response(page, 200, {"Cache-Control": "no-store"})


@blueprint.post("/feeds/<int:feed_id>/end")
@signed_in
def end(feed_id: int) -> AnyResponse:
    with current.database().writing() as tx:
        actions.revoke(tx, feed_id=feed_id, by=person(), now=current.now())
    return redirect("/feeds", code=303)


@blueprint.get("/feeds/<token>.ics")
@public
def fetch(token: str) -> Response:
    """The file. Unknown, ended and no longer allowed look alike from outside."""
    with current.database().reading() as tx:
        feed = queries.find_feed(tx, token)
        owner = accounts.find_person(tx, feed.person_id) if feed is not None else None
        if feed is None or owner is None:
            abort(404)
        subject = queries.subject(tx, owner, scope=feed.scope, subject_id=feed.subject_id)
        if subject is None:
            abort(404)
        with force_locale(owner.language):
            written = _written(tx, feed, subject)
    digest = hashlib.sha256(written).hexdigest()
    answer = make_response(written)
    answer.content_type = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = 'inline; filename="visits.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(digest[:32])
    answer.last_modified = _stamped(feed, digest)
    answer.make_conditional(request)
    return answer


@blueprint.get("/bookings/<int:booking_id>.ics")
@signed_in
def visit_file(booking_id: int) -> Response:
    """One visit, to open in the phone's calendar; the subscription keeps it up to date."""
    with current.database().reading() as tx:
        rights.seen(tx, person(), booking_id)
        visit = visits.find_visit(tx, booking_id)
        if visit is None:
            raise NotYours
        words = visits.Wording.here()
        entry = visits.entry(visit, words=words, settings=current.settings())
    answer = make_response(render.feed([entry], name=words.number.format(number=visit.number)))
    answer.content_type = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = f'inline; filename="{visit.number}.ics"'
    return answer


def _written(tx: Tx, feed: Feed, subject: Subject) -> bytes:
    name = subject.name_en if current.locale() == "en" else subject.name
    if feed.scope is FeedScope.GUIDE:
        return render.feed(_duties(tx, feed), name=_("%(name)s · 讲解", name=name))
    bookings = booking.visits(
        tx,
        kind=feed.scope,
        subject_id=feed.subject_id,
        first=rules.first_day(local_day(current.now())),
    )
    words = visits.Wording.here()
    entries = [
        visits.entry(visit, words=words, settings=current.settings())
        for visit in visits.facts_of(tx, bookings)
        if visits.stands_in_feeds(visit)
    ]
    return render.feed(entries, name=_("%(name)s · 参观", name=name))


def _duties(tx: Tx, feed: Feed) -> list[Visit]:
    first = rules.first_day(local_day(current.now()))
    found = roster.duties_of_guide(tx, feed.subject_id, first=first, last=date.max)
    facts = duties.facts_of(tx, found)
    return [duties.entry(each, settings=current.settings()) for each in facts]


def _stamped(feed: Feed, digest: str) -> datetime:
    if feed.changed_at is not None and not rules.is_worth_stamping(
        feed, digest=digest, now=current.now()
    ):
        return feed.changed_at
    with current.database().writing() as tx:
        return actions.mark_fetched(tx, feed_id=feed.id, digest=digest, now=current.now())
