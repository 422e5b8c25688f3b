"""How refusals, mistakes and faults become pages."""

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import get_locale
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from outreach.kernel.refusal import Refusal
from outreach.web import current

log = structlog.get_logger()
PAGES = {400, 403, 404, 405, 413, 429, 500, 503}


def refused(refusal: Refusal) -> Response:
    """The page with a way forward; nothing was stored, because the transaction rolled back."""
    page = render_template(
        f"refusals/{refusal.code}.html",
        refusal=refusal,
        back=request.referrer if _is_ours(request.referrer) else None,
        **refusal.facts,
    )
    return make_response(page, refusal.status)


def _is_ours(address: str | None) -> bool:
    return bool(address) and str(address).startswith(request.host_url)


def http_error(error: HTTPException) -> Response:
    """Keeps what the error says in its headers (Allow, Retry-After) and gives it a page."""
    answer = Response(error.get_response().get_data(), headers=error.get_headers())
    answer.status_code = error.code or 500
    shown = answer.status_code if answer.status_code in PAGES else 400
    answer.set_data(render_template(f"errors/{shown}.html", number=current.request_id()))
    answer.content_type = "text/html; charset=utf-8"
    return answer


def csrf_expired(error: CSRFError) -> Response:
    del error
    return make_response(render_template("errors/csrf.html"), 400)


def database_busy(error: OperationalError) -> Response:
    """The database is restarting or overloaded; the form's token makes trying again harmless."""
    log.warning("database unavailable", request_id=current.request_id(), kind=type(error).__name__)
    answer = make_response(render_template("errors/503.html", number=current.request_id()), 503)
    answer.headers["Retry-After"] = "5"
    return answer


def fault(error: Exception) -> Response:
    """A bug: rolled back, logged once with its number, and an apology."""
    original = error.orig if isinstance(error, DBAPIError) else error
    log.error(
        "fault",
        request_id=current.request_id(),
        endpoint=request.endpoint,
        kind=type(original).__name__,
        exc_info=error,
    )
    return make_response(render_template("errors/500.html", number=current.request_id()), 500)


def _speak(answer: Response) -> Response:
    answer.headers.setdefault("Content-Language", str(get_locale()).replace("_", "-"))
    if request.endpoint != "static" and "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store" if "person" in g else "no-cache"
    return answer


def init_answers(app: Flask) -> None:
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, csrf_expired)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(OperationalError, database_busy)
    app.register_error_handler(Exception, fault)
    app.after_request(_speak)
