"""Stands before every view: who asks, and may they."""

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from outreach.accounts import queries
from outreach.accounts.actions import token_hash
from outreach.accounts.model import Person
from outreach.kernel.db import Tx
from outreach.web import current
from outreach.web.gate import PUBLIC, SIGNED_IN, audience_of


def recognise(tx: Tx) -> Person | None:
    token = session.get("sign_in")
    if not isinstance(token, str):
        return None
    return queries.find_signed_in(tx, token_hash(token), now=current.now())


def check() -> Response | None:
    """Closed by default: a view that names no audience answers nobody."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    if "sign_in" in session:
        with current.database().reading() as tx:
            found = recognise(tx)
        if found is not None:
            g.person = found
    audience = audience_of(current_app.view_functions[request.endpoint])
    if PUBLIC in audience:
        return None
    person: Person | None = g.get("person")
    if person is None and request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    if person is None or not (
        _is_for_everybody_like(person, audience)
        or any(grant.role in audience for grant in person.grants)
    ):
        abort(403)
    return None


def _is_for_everybody_like(person: Person, audience: frozenset[str]) -> bool:
    """Pages for whoever is signed in; without a role, only those of one's own account."""
    return SIGNED_IN in audience and (bool(person.grants) or request.blueprint == "accounts")


def init_gate(app: Flask) -> None:
    app.before_request(check)
