"""Composition of the web application: the only place that sees everything."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from flask_compress import Compress
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from sqlalchemy.exc import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix

from outreach.accounts.gate import init_gate
from outreach.accounts.queries import sample_people
from outreach.accounts.who import find_person
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.navigation import navigation
from outreach.web import current
from outreach.web.addresses import init_addresses
from outreach.web.answers import init_answers
from outreach.web.filters import init_filters
from outreach.web.logs import init_logs
from outreach.web.words import init_words

PACKAGE = Path(__file__).parent
VIEWS = (
    "outreach.home",
    "outreach.accounts.views",
    "outreach.accounts.audit_views",
    "outreach.accounts.delegation_views",
    "outreach.province.views",
    "outreach.province.teacher_views",
    "outreach.province.import_views",
    "outreach.province.division_views",
    "outreach.catalogue.views",
    "outreach.catalogue.route_views",
    "outreach.catalogue.learning_views",
    "outreach.catalogue.exhibit_views",
    "outreach.catalogue.exhibit_import_views",
    "outreach.season.views",
    "outreach.season.term_views",
    "outreach.season.venue_views",
    "outreach.season.calendar_views",
    "outreach.booking.views",
    "outreach.booking.find_views",
    "outreach.booking.change_views",
    "outreach.booking.split_views",
    "outreach.booking.offer_views",
    "outreach.booking.leftover_views",
    "outreach.booking.reconfirm_views",
    "outreach.booking.desk_views",
    "outreach.booking.touched_views",
    "outreach.booking.condition_views",
    "outreach.booking.turn_views",
    "outreach.roster.views",
    "outreach.roster.guide_views",
    "outreach.roster.load_views",
    "outreach.papers.views",
    "outreach.papers.print_views",
    "outreach.papers.desk_views",
    "outreach.roster.my_views",
    "outreach.roster.proposal_views",
    "outreach.ledger.views",
    "outreach.ledger.entry_views",
    "outreach.ledger.import_views",
    "outreach.ledger.import_paper_views",
    "outreach.ledger.step_views",
    "outreach.ledger.evidence_views",
    "outreach.feedback.views",
    "outreach.wishes.views",
    "outreach.wishes.officer_views",
    "outreach.lessons.views",
    "outreach.lessons.desk_views",
    "outreach.reach.views",
    "outreach.reach.compare_views",
    "outreach.reach.measure_views",
    "outreach.reach.leader_views",
    "outreach.reach.open_views",
    "outreach.reach.export_views",
    "outreach.outlook.views",
    "outreach.outlook.what_if_views",
    "outreach.outlook.promise_views",
    "outreach.campaigns.never_views",
    "outreach.campaigns.views",
    "outreach.campaigns.invited_views",
    "outreach.returns.views",
    "outreach.returns.step_views",
    "outreach.returns.figure_views",
    "outreach.returns.file_views",
    "outreach.returns.compare_views",
    "outreach.returns.template_views",
    "outreach.scorecard.views",
    "outreach.workspaces.views",
    "outreach.returns.pack_views",
    "outreach.disruption.views",
    "outreach.disruption.call_views",
    "outreach.disruption.make_up_views",
    "outreach.standards.views",
    "outreach.planning.views",
    "outreach.planning.rules_views",
    "outreach.duty.views",
    "outreach.duty.visit_views",
    "outreach.duty.call_views",
    "outreach.duty.sheet_views",
    "outreach.duty.incident_views",
    "outreach.duty.walk_in_views",
    "outreach.duty.no_show_views",
    "outreach.duty.came_views",
    "outreach.feeds.views",
    "outreach.notices.views",
    "outreach.web.styleguide",
)
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def templates_folder() -> Path:
    """Inside the package when installed from a wheel, beside it in a checkout."""
    packaged = PACKAGE / "templates"
    return packaged if packaged.exists() else PACKAGE.parent / "templates"


def create_app(settings: Settings | None = None, database: Database | None = None) -> Flask:
    """The web application over one database."""
    settings = settings or Settings()
    app = Flask("outreach", template_folder=str(templates_folder()))
    app.config.update(
        SECRET_KEY=settings.signing_key(),
        SESSION_COOKIE_NAME="__Host-outreach" if settings.secure else "outreach",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.teacher_sign_in_days),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        MAX_CONTENT_LENGTH=20 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        WTF_CSRF_TIME_LIMIT=None,  # a form may lie open over lunch; the session bounds the token
        COMPRESS_STREAMS=True,
    )
    app.extensions["outreach.settings"] = settings
    app.extensions["outreach.database"] = database or Database(settings.database_url)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    init_logs()
    init_words(app)
    init_addresses(app)
    init_filters(app)
    init_gate(app)
    CSRFProtect(app)
    init_answers(app)
    Compress(app)
    Talisman(
        app,
        force_https=settings.secure,
        session_cookie_secure=settings.secure,
        strict_transport_security=settings.secure,
        content_security_policy=POLICY,
        referrer_policy="same-origin",
        permissions_policy={"geolocation": "()", "camera": "()", "microphone": "()"},
    )
    app.context_processor(_everywhere)
    for name in VIEWS:
        app.register_blueprint(import_module(name).blueprint)
    return app


def _holds_sample() -> bool:
    """Whether invented people are about; asked of the database until the answer is yes."""
    if not current_app.extensions.get("outreach.sample"):
        try:
            with current.database().reading() as tx:
                current_app.extensions["outreach.sample"] = bool(sample_people(tx))
        except OperationalError:
            return False  # the page that says so must itself not need the database
    return bool(current_app.extensions["outreach.sample"])


def _everywhere() -> dict[str, Any]:
    """What every page knows."""
    settings = current.settings()
    locale = current.locale()
    return {
        "visitor": find_person(),
        "navigation": navigation(find_person(), request.path),
        "locale": locale,
        "other_locale": "en" if locale != "en" else "zh_Hans_CN",
        "footer_filing": " · ".join(filter(None, (settings.filing_icp, settings.filing_police))),
        "sample": _holds_sample(),
    }
