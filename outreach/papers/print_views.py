"""What is taken home: forms to print, the confirmation slip, and copies that were handed in."""

import io

from flask import Blueprint, Response, make_response
from flask_babel import force_locale

from outreach.accounts.model import COORDINATORS, Role
from outreach.accounts.who import person
from outreach.booking import queries as bookings
from outreach.booking import rights
from outreach.catalogue.paper_terms import Paper
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.papers import files, queries, rules
from outreach.papers.model import Blank, Media
from outreach.papers.print_facts import PrintFacts, facts_for_print, long_day
from outreach.papers.sheet import Sheet
from outreach.papers.views import WITH_SLIP
from outreach.province.words import grade_words
from outreach.web import current
from outreach.web.gate import allows

blueprint = Blueprint("paper_prints", __name__)

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
NOTHING_RUNS = "default-src 'none'; sandbox"


def _facts(tx: Tx, booking_id: int) -> PrintFacts:
    """Of a booking that the person may change; the papers are Chinese, whoever prints them."""
    rights.changed(tx, person(), booking_id)
    facts = bookings.booking_facts(tx, booking_id)
    came = queries.handed_by_booking(tx, [booking_id]).get(booking_id, {})
    coach, insurance = came.get(Paper.COACH), came.get(Paper.INSURANCE)
    with force_locale("zh_Hans_CN"):
        grade = grade_words(facts.booking.group.grade)
    return facts_for_print(
        facts,
        grade=grade,
        coaches=coach.told.coaches if coach else None,
        coach_firm=coach.told.coach_firm if coach else None,
        insured_until=insurance.told.insured_until if insurance else None,
    )


@blueprint.get(
    "/bookings/<int:booking_id>/papers/print/"
    "<any(letter, filing, plan, 'safety-plan', parents, coach, 'sign-in'):blank>"
    ".<any(pdf, docx):format>"
)
@allows(Role.TEACHER, *COORDINATORS)
def blank(booking_id: int, blank: str, format: str) -> Response:  # noqa: A002 - as the address says
    from outreach.papers.blanks import BLANKS

    with current.database().reading() as tx:
        facts = _facts(tx, booking_id)
    sheet = BLANKS[Blank(blank)](facts)
    return _attached(_set(sheet, format), MEDIA[format], f"{facts.number}-{blank}.{format}")


def _set(sheet: Sheet, format: str) -> bytes:  # noqa: A002
    from outreach.papers import typeset, word_file

    return typeset.pdf(sheet) if format == "pdf" else word_file.docx(sheet)


@blueprint.get("/bookings/<int:booking_id>/papers/slip.pdf")
@allows(Role.TEACHER, *COORDINATORS)
def slip(booking_id: int) -> Response:
    """The receipt of a confirmed visit; before, there is none."""
    import segno

    from outreach.papers import blanks, typeset

    with current.database().reading() as tx:
        facts = _facts(tx, booking_id)
        booking = rights.changed(tx, person(), booking_id)
    if booking.state not in WITH_SLIP or booking.confirmed_at is None:
        raise rules.NoSuchPaper
    drawn = io.BytesIO()
    segno.make(facts.number, error="m", micro=False).save(
        drawn, kind="svg", border=2, xmldecl=False
    )
    sheet = blanks.slip(
        facts, svg=drawn.getvalue().decode(), confirmed=long_day(local_day(booking.confirmed_at))
    )
    return _attached(typeset.pdf(sheet), MEDIA["pdf"], f"{facts.number}-slip.pdf")


@blueprint.get("/bookings/<int:booking_id>/papers/files/<int:upload_id>")
@allows(Role.TEACHER, *COORDINATORS)
def copy(booking_id: int, upload_id: int) -> Response:
    """A copy that was handed in: for the school and for whoever runs the venue, nobody else."""
    with current.database().reading() as tx:
        booking = rights.changed(tx, person(), booking_id)
        found = queries.find_upload(tx, booking_id, upload_id)
    content = files.read(current.settings().uploads, found[1].name) if found else None
    if found is None or content is None:
        raise rules.NoSuchPaper
    kind, upload = found
    ending = "pdf" if upload.media is Media.PDF else "jpg"
    return _attached(content, upload.media, f"{booking.number}-{kind}-{upload.id}.{ending}")


def _attached(content: bytes, media: str, name: str) -> Response:
    """To be saved and not shown here, so that nothing in it can act in our name."""
    answer = make_response(content)
    answer.headers["Content-Type"] = media
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


# The policy of pages would otherwise be put in the place of this one.
for view in (blank, slip, copy):
    setattr(view, "talisman_view_options", {"content_security_policy": NOTHING_RUNS})  # noqa: B010
