"""The outbox page: who reads which mails, and what becomes of those that did not go out."""

import re
from pathlib import Path

import pytest
from sqlalchemy import event

from outreach.accounts.model import Person, Role
from outreach.kernel.db import Database
from outreach.notices.model import Kind
from outreach.outbox import actions, queries
from outreach.outbox.model import Mail, MessageId, MessageState
from tests import make
from tests.browse import Browse

SOURCE = Path(__file__).parents[2] / "outreach"
POSTED = re.compile(r'\b(?:kind|notice)="((?:booking|session|hold|sign-in|import)-[a-z-]+)"')


def keep(
    database: Database, *, to: Person, kind: Kind = Kind.BOOKING_HELD, invitation: str | None = None
) -> MessageId:
    """A mail that went out."""
    with database.writing() as tx:
        posted = actions.post(tx, kind=kind, payload={}, recipient=to.id, at=make.NOW)
        actions.lease(tx, owner="test", now=make.NOW, lasts=make.NOW - make.NOW)
        actions.mark_sent(tx, posted, at=make.NOW)
        mail = Mail(
            message_id=posted,
            kind=kind,
            recipient_id=to.id,
            address=to.email,
            subject=f"名额已预留 <b>{posted}</b>",
            body="</pre><script>alert(1)</script>",
            invitation=invitation,
            header_id=f"<{posted}@example.org>",
            at=make.NOW,
        )
        actions.keep_mail(tx, mail)
    return posted


def park(database: Database, *, to: Person, because: str) -> MessageId:
    with database.writing() as tx:
        posted = actions.post(
            tx, kind=Kind.BOOKING_HELD, payload={"booking_id": 7}, recipient=to.id, at=make.NOW
        )
        actions.lease(tx, owner="test", now=make.NOW, lasts=make.NOW - make.NOW)
        actions.park(tx, posted, owner="test", because=because)
    return posted


def person_of(browse: Browse) -> Person:
    assert browse.person is not None
    return browse.person


def test_people_read_the_mails_that_went_to_them_and_no_others(
    browse: Browse, database: Database
) -> None:
    teacher, other = browse.as_(Role.TEACHER, scope=1), browse.as_(Role.TEACHER, scope=2)
    mine = keep(database, to=person_of(teacher))
    theirs = keep(database, to=person_of(other))

    listed = teacher.get("/outbox").text
    assert f"/outbox/{mine}" in listed
    assert f"/outbox/{theirs}" not in listed
    assert teacher.get(f"/outbox/{mine}").status_code == 200
    assert teacher.get(f"/outbox/{theirs}").status_code == 404


@pytest.mark.parametrize(("role", "reads_links"), [(Role.PROVINCE, False), (Role.ADMIN, True)])
def test_who_runs_the_province_reads_all_but_what_opens_another_persons_door(
    browse: Browse, database: Database, role: Role, *, reads_links: bool
) -> None:
    teacher, reader = browse.as_(Role.TEACHER, scope=1), browse.as_(role)
    held = keep(database, to=person_of(teacher))
    link = keep(database, to=person_of(teacher), kind=Kind.SIGN_IN_LINK)

    assert reader.get(f"/outbox/{held}").status_code == 200
    assert (reader.get(f"/outbox/{link}").status_code == 200) is reads_links
    assert (f"/outbox/{link}" in reader.get("/outbox").text) is reads_links


def test_a_mail_is_shown_as_text_and_nothing_in_it_runs(browse: Browse, database: Database) -> None:
    teacher = browse.as_(Role.TEACHER, scope=1)
    posted = keep(database, to=person_of(teacher))

    page = teacher.get(f"/outbox/{posted}").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_the_invitation_can_be_taken_from_the_page(browse: Browse, database: Database) -> None:
    teacher = browse.as_(Role.TEACHER, scope=1)
    invited = keep(database, to=person_of(teacher), invitation="BEGIN:VCALENDAR\r\n")
    plain = keep(database, to=person_of(teacher))

    answer = teacher.get(f"/outbox/{invited}/visit.ics")

    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.data == b"BEGIN:VCALENDAR\r\n"
    assert teacher.get(f"/outbox/{plain}/visit.ics").status_code == 404


@pytest.mark.parametrize(
    ("because", "shown"),
    [
        ("nobody-to-tell", "没有登记收件人，请打电话告知"),
        ("550 no such user", "邮件服务器答复：550 no such user"),
    ],
)
def test_what_did_not_go_out_is_shown_with_its_reason_and_sent_again_on_request(
    browse: Browse, database: Database, because: str, shown: str
) -> None:
    coordinator, teacher = browse.as_(Role.PROVINCE), browse.as_(Role.TEACHER, scope=1)
    posted = park(database, to=person_of(teacher), because=because)

    assert shown in coordinator.get("/outbox").text
    assert shown not in teacher.get("/outbox").text
    assert teacher.post(f"/outbox/{posted}/retry").status_code == 403
    assert coordinator.post(f"/outbox/{posted}/retry").status_code == 303

    with database.reading() as tx:
        assert queries.message(tx, posted).state is MessageState.WAITING
    assert shown not in coordinator.get("/outbox").text


def test_the_page_costs_the_same_however_many_mails_there_are(
    browse: Browse, database: Database
) -> None:
    admin = browse.as_(Role.ADMIN)
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))

    def cost() -> int:
        statements.clear()
        admin.get("/outbox")
        return len(statements)

    keep(database, to=person_of(admin))
    with_one = cost()
    for _ in range(2):
        keep(database, to=person_of(admin))

    assert cost() == with_one


def test_both_languages_have_the_page(browse: Browse) -> None:
    english = browse.as_(Role.PROVINCE).speak("en").get("/outbox").text

    assert "No mails yet" in english


def test_whatever_is_posted_anywhere_has_its_letter() -> None:
    posted = {
        kind for path in SOURCE.rglob("*.py") for kind in POSTED.findall(path.read_text("utf-8"))
    }

    assert len(posted) > 10
    assert posted <= set(Kind)
