"""A guide's calendar: an invitation for each duty, and a feed of all of them."""

from typing import Any

import vobject
from flask import Flask

from outreach.accounts import queries as accounts
from outreach.accounts.model import Role
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.notices import mails
from outreach.outbox.queries import messages
from outreach.roster import assign_actions
from tests import make
from tests.browse import Browse
from tests.roster import ground

BY: dict[str, Any] = {"by": None, "now": make.NOW}


def test_an_invitation_keeps_its_uid_and_its_sequence_rises(
    database: Database, app: Flask, settings: Settings
) -> None:
    laid = ground.lay(database, groups=1)
    duty = ground.duties(database, laid)[0]
    first, second = laid.guides[0], laid.guides[1]
    written = []
    for guide in first, second, first:
        with database.writing() as tx:
            assign_actions.assign(tx, duty_id=duty.id, guide_id=guide.id, **BY)
        with database.reading() as tx, app.test_request_context():
            for message in messages(tx):
                if message.kind.startswith("duty-") and message.recipient_id == first.person_id:
                    try:
                        mail = mails.compose(tx, message, settings=settings, now=make.NOW)
                    except mails.OvertakenError:
                        continue
                    found = vobject.readOne(mail.invitation)
                    entry = found.vevent
                    written.append((found.method.value, entry.uid.value, int(entry.sequence.value)))

    methods = list(dict.fromkeys(written))
    assert [(method, uid) for method, uid, _sequence in methods] == [
        ("REQUEST", f"duty-{duty.id}"),
        ("CANCEL", f"duty-{duty.id}"),
        ("REQUEST", f"duty-{duty.id}"),
    ]
    sequences = [sequence for _method, _uid, sequence in methods]
    assert sequences == sorted(set(sequences))


def test_a_guide_subscribes_to_their_duties_and_nobody_else_can(
    database: Database, browse: Browse
) -> None:
    laid = ground.lay(database, groups=2)
    guide = laid.guides[0]
    for duty in ground.duties(database, laid):
        with database.writing() as tx:
            assign_actions.assign(tx, duty_id=duty.id, guide_id=guide.id, **BY)
    with database.reading() as tx:
        person = accounts.find_person(tx, guide.person_id or 0)
    assert person is not None
    mine, other = browse.sign_in(person), browse.as_(Role.GUIDE, scope=laid.guides[1].id)

    made = mine.post(f"/feeds/guide/{guide.id}")
    foreign = other.post(f"/feeds/guide/{guide.id}")
    address = next(word for word in made.text.split('"') if "/feeds/" in word and ".ics" in word)
    address = address[address.index("/feeds/") : address.index(".ics") + 4]
    fetched = browse.get(address)
    again = browse.get(address, headers={"If-None-Match": fetched.headers["ETag"]})

    assert (made.status_code, foreign.status_code, again.status_code) == (200, 404, 304)
    starts = [entry.dtstart.value.hour for entry in vobject.readOne(fetched.text).vevent_list]
    assert sorted(starts) == [9, 10]
