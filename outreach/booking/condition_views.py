"""Conditions to accept: set by the venue, accepted by the school before it comes."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length, ValidationError

from outreach.accounts.model import COORDINATORS, Role
from outreach.accounts.who import person
from outreach.booking import acceptance, rights
from outreach.catalogue import conditions
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Conditions
from outreach.web import current
from outreach.web.addresses import row_number
from outreach.web.gate import allows
from outreach.web.words import _, lazy

blueprint = Blueprint("conditions", __name__)

Page = str | tuple[str, int] | Response


def _lines(text: str | None) -> str:
    return "\n".join(line.strip() for line in (text or "").splitlines() if line.strip())


class ConditionsForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    words = TextAreaField(lazy("参观须知，一行一条"), [Length(max=2000)])
    words_en = TextAreaField(lazy("英文，一行一条"), [Length(max=3000)])

    def validate_words_en(self, field: TextAreaField) -> None:
        told, english = _lines(self.words.data), _lines(field.data)
        if len(told.splitlines()) != len(english.splitlines()):
            raise ValidationError(_("中英文的条数要相同。"))


@blueprint.route("/programmes/<slug>/conditions", methods=["GET", "POST"])
@allows(*COORDINATORS)
def edit(slug: str) -> Page:
    with current.database().reading() as tx:
        programme = catalogue.find_programme_by_slug(tx, slug)
        if programme is None:
            abort(404)
        if not person().runs_venue(programme.venue_id):
            abort(403)
        before = conditions.find_conditions(tx, programme.id) or Conditions(0, "", "")
    form = ConditionsForm(data={"words": before.words, "words_en": before.words_en})
    if not form.validate_on_submit():
        page = render_template(
            "booking/conditions_form.html", form=form, programme=programme, before=before
        )
        return page, 422 if request.method == "POST" else 200
    with current.database().writing() as tx:
        asked = acceptance.change_conditions(
            tx,
            programme_id=programme.id,
            words=_lines(form.words.data),
            words_en=_lines(form.words_en.data),
            by=person().id,
            now=current.now(),
        )
    flash(_("已保存。%(count)s 个还没来的团队会收到通知，来之前要重新接受。", count=asked))
    return redirect(url_for("season.programme", slug=slug), 303)


@blueprint.post("/bookings/<int:booking_id>/accept")
@allows(Role.TEACHER, *COORDINATORS)
def accept(booking_id: int) -> Page:
    with current.database().writing() as tx:
        booking = rights.changed(tx, person(), booking_id)
        acceptance.accept(
            tx,
            booking,
            version=request.form.get("version", type=row_number),
            by=person().id,
            now=current.now(),
        )
    flash(_("已接受参观须知。"))
    return redirect(url_for("booking.show", booking_id=booking_id), 303)
