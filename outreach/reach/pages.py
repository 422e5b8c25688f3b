"""What every page about reach begins with: the question in its address, and the words for it."""

from datetime import date

from flask import render_template, request

from outreach.kernel.clock import local_day
from outreach.reach import board_words, periods, words
from outreach.reach.forms import TERMS, Asked, asked
from outreach.reach.model import Measure
from outreach.web import current


def today() -> date:
    return local_day(current.now())


def question() -> Asked:
    return asked(request.args.to_dict(), today=today())


def page(template: str, asked_for: Asked, **more: object) -> tuple[str, int]:
    """A page about a period; a period that does not hold is said at its field, with 422."""
    text = render_template(
        template,
        asked=asked_for,
        days=asked_for.period.days,
        measure=asked_for.measure,
        measures=Measure,
        words=words,
        told=board_words,
        terms=periods.latest_terms(today(), TERMS),
        today=today(),
        **more,
    )
    return text, 200 if asked_for.is_valid else 422
