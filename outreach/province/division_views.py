"""Cities and counties, and how far each is from the museum."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outreach.accounts.model import Role
from outreach.accounts.who import person
from outreach.province import actions, queries, school_queries
from outreach.province.forms import CountyTravelForm, TravelForm
from outreach.province.model import TravelBand
from outreach.web import current
from outreach.web.gate import allows, signed_in
from outreach.web.words import _

blueprint = Blueprint("divisions", __name__, url_prefix="/divisions")

Page = str | tuple[str, int] | Response


@blueprint.get("")
@signed_in
def divisions() -> Page:
    """Every county with its band, kilometres and hours to the provincial museum."""
    with current.database().reading() as tx:
        counties = queries.counties(tx)
        travel = queries.travel_to_museum(tx)
        schools = school_queries.schools_by_county(tx)
        parameters = queries.travel_parameters(tx)
    bands = {band: sum(t.band is band for t in travel.values()) for band in TravelBand}
    return render_template(
        "province/divisions.html",
        counties=counties,
        travel=travel,
        schools=schools,
        bands=bands,
        parameters=parameters,
        edits=person().runs_the_province,
    )


@blueprint.route("/travel", methods=["GET", "POST"])
@allows(Role.ADMIN, Role.PROVINCE)
def travel() -> Page:
    """How ways are estimated throughout the province."""
    form = TravelForm()
    with current.database().reading() as tx:
        if request.method == "GET":
            form.fill(queries.travel_parameters(tx))
    parameters = form.parameters() if form.validate_on_submit() else None
    if parameters is None:
        page = render_template("province/travel_form.html", form=form)
        return page, 422 if request.method == "POST" else 200
    with current.database().writing() as tx:
        actions.set_travel_parameters(tx, parameters=parameters, by=person().id, now=current.now())
    flash(_("已保存，全省路程已按新参数估算。"), "good")
    return redirect(url_for("divisions.divisions"), 303)


@blueprint.route("/<code>", methods=["GET", "POST"])
@allows(Role.ADMIN, Role.PROVINCE)
def county(code: str) -> Page:
    """What is known better about one county's way."""
    with current.database().reading() as tx:
        found = queries.county(tx, code)
        travel = queries.travel_to_museum(tx)[code]
    form = CountyTravelForm()
    if request.method == "GET":
        form.road_km.data = found.road_km_override
        form.coach_hours.data = found.coach_hours_override
        form.road_factor.data = found.road_factor
    if not form.validate_on_submit():
        page = render_template(
            "province/county_travel.html", form=form, county=found, travel=travel
        )
        return page, 422 if request.method == "POST" else 200
    with current.database().writing() as tx:
        actions.set_county_travel(
            tx,
            county_code=code,
            road_factor=form.road_factor.data,
            road_km=form.road_km.data,
            coach_hours=form.coach_hours.data,
            by=person().id,
            now=current.now(),
        )
    flash(_("已保存%(county)s的路程。", county=found.name), "good")
    return redirect(url_for("divisions.divisions"), 303)
