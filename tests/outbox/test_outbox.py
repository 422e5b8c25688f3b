"""Messages wait, are leased, sent and parked; nobody takes another's."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from outreach.kernel.db import Database
from outreach.outbox import actions, queries
from outreach.outbox.model import Mail, Message, MessageId, MessageState
from tests import make

MINUTE = timedelta(minutes=1)


def post(database: Database, *, kind: str = "booking-held", recipient: bool = True) -> MessageId:
    with database.writing() as tx:
        person_id = make.person(tx).id if recipient else None
        return actions.post(
            tx, kind=kind, payload={"booking_id": 7}, recipient=person_id, at=make.NOW
        )


def lease(database: Database, *, owner: str = "a", after: timedelta = MINUTE * 0) -> Message | None:
    with database.writing() as tx:
        return actions.lease(tx, owner=owner, now=make.NOW + after, lasts=2 * MINUTE)


def test_a_message_is_posted_only_with_the_change_it_tells_of(database: Database) -> None:
    class ChangeFailedError(Exception):
        pass

    def change() -> None:
        with database.writing() as tx:
            actions.post(tx, kind="booking-held", payload={}, recipient=None, at=make.NOW)
            raise ChangeFailedError

    with pytest.raises(ChangeFailedError):
        change()

    with database.reading() as tx:
        assert queries.messages(tx) == []


def test_a_leased_message_comes_back_as_it_was_posted(database: Database) -> None:
    posted = post(database)

    message = lease(database)

    assert message is not None
    assert (message.id, message.kind, message.payload) == (
        posted,
        "booking-held",
        {"booking_id": 7},
    )
    assert message.attempts == 1


def test_a_leased_message_is_nobody_elses_until_the_lease_runs_out(database: Database) -> None:
    posted = post(database)
    first = lease(database, owner="a")

    assert first is not None
    assert lease(database, owner="b", after=MINUTE) is None
    again = lease(database, owner="b", after=3 * MINUTE)
    assert again is not None
    assert again.id == posted
    assert again.fingerprint == first.fingerprint


def test_whoever_lost_the_lease_cannot_put_off_or_park_the_message(database: Database) -> None:
    posted = post(database)
    lease(database, owner="a")
    lease(database, owner="b", after=3 * MINUTE)

    with database.writing() as tx:
        later = make.NOW + 60 * MINUTE
        assert not actions.put_off(tx, posted, owner="a", until=later, because="late")
        assert not actions.park(tx, posted, owner="a", because="late")
        assert actions.put_off(tx, posted, owner="b", until=make.NOW, because="451 later")


def test_a_mail_that_is_out_is_out_even_when_the_lease_had_passed_on(database: Database) -> None:
    posted = post(database)
    lease(database, owner="slow")
    lease(database, owner="quick", after=3 * MINUTE)

    with database.writing() as tx:
        first = actions.mark_sent(tx, posted, at=make.NOW)
        second = actions.mark_sent(tx, posted, at=make.NOW)

    assert (first, second) == (True, False)
    assert lease(database, after=10 * MINUTE) is None


def test_a_message_put_off_waits_until_its_time(database: Database) -> None:
    posted = post(database)
    lease(database)
    with database.writing() as tx:
        until = make.NOW + 5 * MINUTE
        actions.put_off(tx, posted, owner="a", until=until, because="451 later")

    assert lease(database, after=4 * MINUTE) is None
    again = lease(database, after=6 * MINUTE)
    assert again is not None
    assert (again.attempts, again.last_error) == (2, "451 later")


def test_a_parked_message_goes_out_after_somebody_says_so(database: Database) -> None:
    posted = post(database)
    lease(database)
    with database.writing() as tx:
        actions.park(tx, posted, owner="a", because="550 no such user")
    assert lease(database, after=10 * MINUTE) is None

    with database.writing() as tx:
        assert actions.retry(tx, posted, now=make.NOW + 10 * MINUTE)
        assert not actions.retry(tx, posted, now=make.NOW + 10 * MINUTE)

    again = lease(database, after=11 * MINUTE)
    assert again is not None
    assert (again.state, again.attempts) == (MessageState.WAITING, 1)


def test_a_mail_is_kept_once_however_often_it_went_out(database: Database) -> None:
    posted = post(database)
    mail = Mail(
        message_id=posted,
        kind="booking-held",
        recipient_id=None,
        address="wang@example.org",
        subject="名额已预留",
        body="……",
        invitation=None,
        header_id="<x@example.org>",
        at=make.NOW,
    )

    for _ in range(2):
        with database.writing() as tx:
            actions.keep_mail(tx, mail)

    with database.reading() as tx:
        assert queries.mails(tx) == [mail]


def test_senders_that_look_at_once_each_lease_another_message(database: Database) -> None:
    posted = {post(database, recipient=False) for _ in range(8)}
    barrier = Barrier(4)
    leased: list[MessageId] = []

    def work(owner: str) -> None:
        barrier.wait()
        while (message := lease(database, owner=owner)) is not None:
            leased.append(message.id)

    senders = [Thread(target=work, args=(name,)) for name in "abcd"]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert sorted(leased) == sorted(posted)
