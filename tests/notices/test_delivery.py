"""Mail goes out at least once, whatever the mail server and the power do."""

import secrets
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest

from outreach.app import create_app
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.notices import delivery, mails, mime, transport
from outreach.notices.delivery import Round
from outreach.outbox import actions, queries
from outreach.outbox.model import MessageId, MessageState
from tests import make, serving
from tests.notices.post_office import open_post_office


def post_link(database: Database, *, email: str, at: datetime = make.NOW) -> MessageId:
    with database.writing() as tx:
        person = make.person(tx, email=email)
        payload = {"token": secrets.token_urlsafe(8)}
        return actions.post(tx, kind="sign-in-link", payload=payload, recipient=person.id, at=at)


def mailing(settings: Settings, port: int) -> Settings:
    return settings.model_copy(update={"mail_host": "127.0.0.1", "mail_port": port})


def round_of(database: Database, settings: Settings, *, after: timedelta = timedelta()) -> Round:
    sender = delivery.sender(database, settings, clock=lambda: make.NOW + after)
    with create_app(settings, database).app_context():
        return sender.round()


def states(database: Database) -> list[tuple[MessageState, str | None]]:
    with database.reading() as tx:
        return [(each.state, each.last_error) for each in queries.messages(tx)]


def test_without_a_mail_server_mails_are_kept_to_be_read(
    database: Database, settings: Settings
) -> None:
    posted = post_link(database, email="wang@example.org")

    assert round_of(database, settings) == Round(sent=1)

    with database.reading() as tx:
        (mail,) = queries.mails(tx)
    assert (mail.message_id, mail.address) == (posted, "wang@example.org")
    assert f"{settings.base_url}/sign-in/link/" in mail.body


def test_a_mail_that_opens_a_door_leaves_no_copy_once_it_has_gone_out(
    database: Database, settings: Settings
) -> None:
    posted = post_link(database, email="wang@example.org")

    with open_post_office() as (office, port):
        assert round_of(database, mailing(settings, port)) == Round(sent=1)

    assert [mail["To"] for mail in office.mails] == ["wang@example.org"]
    with database.reading() as tx:
        assert queries.mails(tx) == []
        assert queries.message(tx, posted).payload == {}


def test_a_server_that_is_away_is_tried_again_ever_more_slowly(
    database: Database, settings: Settings
) -> None:
    posted = post_link(database, email="wang@example.org")
    away = mailing(settings, serving.free_port())

    assert round_of(database, away) == Round(put_off=1)
    assert round_of(database, away) == Round()
    assert round_of(database, away, after=timedelta(seconds=16)) == Round(put_off=1)
    assert round_of(database, away, after=timedelta(seconds=20)) == Round()

    with open_post_office() as (office, port):
        assert round_of(database, mailing(settings, port), after=timedelta(hours=1)) == Round(
            sent=1
        )
    assert len(office.mails) == 1
    with database.reading() as tx:
        assert queries.message(tx, posted).attempts == 3


def test_delays_double_up_to_an_hour_and_never_fall_together() -> None:
    first = timedelta(seconds=15)

    for attempts, longest in ((1, 15), (2, 30), (5, 240), (30, 3600), (500, 3600)):
        drawn = {delivery.delay(attempts, first=first).total_seconds() for _ in range(200)}
        assert longest / 2 <= min(drawn) < max(drawn) <= longest
        assert len(drawn) > 100


def test_what_the_server_refuses_for_good_is_parked_and_the_rest_goes_out(
    database: Database, settings: Settings
) -> None:
    post_link(database, email="gone@example.org")
    post_link(database, email="wang@example.org")

    with open_post_office() as (office, port):
        office.refuses["gone@example.org"] = "550 no such user"
        assert round_of(database, mailing(settings, port)) == Round(sent=1, parked=1)

    assert states(database) == [
        (MessageState.SENT, None),
        (MessageState.PARKED, "550 no such user"),
    ]


def test_a_server_that_asks_for_patience_is_not_taken_for_a_refusal(
    database: Database, settings: Settings
) -> None:
    post_link(database, email="wang@example.org")

    with open_post_office() as (office, port):
        office.refuses["wang@example.org"] = "451 greylisted"
        assert round_of(database, mailing(settings, port)) == Round(put_off=1)

    assert states(database) == [(MessageState.WAITING, "451 greylisted")]


def test_after_three_days_of_silence_a_person_is_asked(
    database: Database, settings: Settings
) -> None:
    post_link(database, email="wang@example.org")
    away = mailing(settings, serving.free_port())

    assert round_of(database, away, after=timedelta(days=4)) == Round(parked=1)


def test_a_message_to_nobody_is_parked_for_a_telephone_call(
    database: Database, settings: Settings
) -> None:
    with database.writing() as tx:
        actions.post(tx, kind="sign-in-link", payload={}, recipient=None, at=make.NOW)

    assert round_of(database, settings) == Round(parked=1)
    assert states(database) == [(MessageState.PARKED, "nobody-to-tell")]


def test_a_fault_in_one_letter_keeps_back_no_other(database: Database, settings: Settings) -> None:
    with database.writing() as tx:
        person = make.person(tx)
        broken = {"file_name": "no import it could link to"}
        actions.post(tx, kind="import-done", payload=broken, recipient=person.id, at=make.NOW)
    post_link(database, email="wang@example.org")

    assert round_of(database, settings) == Round(sent=1, put_off=1)
    assert states(database) == [(MessageState.SENT, None), (MessageState.WAITING, "fault")]


def test_a_mail_sent_twice_is_seen_to_be_the_same_mail(
    database: Database, settings: Settings
) -> None:
    post_link(database, email="wang@example.org")

    with open_post_office() as (office, port):
        there = mailing(settings, port)
        with create_app(there, database).app_context():
            killed = delivery.sender(database, there, clock=lambda: make.NOW)
            message = killed._lease()
            assert message is not None
            with database.reading() as tx:
                mail = mails.compose(tx, message, settings=there, now=make.NOW)
            transport.send(mime.envelope(mail, settings=there), to=mail.address, settings=there)
            # Here the power fails, before anybody could note that the mail is out.
        assert round_of(database, there) == Round()
        assert round_of(database, there, after=2 * delivery.LEASE_LASTS) == Round(sent=1)

    assert list(office.times().values()) == [2]


SENDER = """
import sys, time
from datetime import timedelta
from outreach.app import create_app
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.notices.delivery import Sender

settings = Settings(_env_file=None)
database = Database(settings.database_url)
app = create_app(settings, database)
sender = Sender(
    database, settings, utc_now, owner=sys.argv[1],
    lease_lasts=timedelta(seconds=3), first_delay=timedelta(milliseconds=50),
)
print("ready", flush=True)
while True:
    with app.app_context():
        sender.round()
    time.sleep(0.05)
"""


class Senders:
    """Senders in processes of their own, to be killed without warning."""

    def __init__(self, settings: Settings, *, how_many: int) -> None:
        self.environment = serving.environment(settings.database_url) | {
            "OUTREACH_MAIL_HOST": settings.mail_host,
            "OUTREACH_MAIL_PORT": str(settings.mail_port),
        }
        self.started = 0
        self.running = [self._start() for _ in range(how_many)]
        for each in self.running:
            assert each.stdout is not None
            assert each.stdout.readline() == b"ready\n"

    def _start(self) -> "subprocess.Popen[bytes]":
        self.started += 1
        words = [sys.executable, "-c", SENDER, f"sender-{self.started}"]
        return subprocess.Popen(
            words, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def kill_one(self) -> None:
        """kill -9, and another takes its place."""
        killed = self.running.pop(0)
        self._end(killed)
        self.running.append(self._start())

    def _end(self, process: "subprocess.Popen[bytes]") -> None:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()

    def end(self) -> None:
        for each in self.running:
            self._end(each)


@pytest.mark.race
def test_no_mail_is_lost_to_a_hostile_server_or_to_killed_senders(
    database: Database, settings: Settings
) -> None:
    """One conversation in five breaks off, and a sender is killed every half second."""
    how_many = 120
    with database.writing() as tx:
        person = make.person(tx)
        for number in range(how_many):
            payload = {"token": f"token-{number}"}
            actions.post(
                tx, kind="sign-in-link", payload=payload, recipient=person.id, at=utc_now()
            )

    with open_post_office(breaks=0.2) as (office, port):
        senders = Senders(mailing(settings, port), how_many=3)
        try:
            patience = time.monotonic() + 180
            while waiting_messages(database) and time.monotonic() < patience:
                time.sleep(0.5)
                if senders.started < 8:
                    senders.kill_one()
        finally:
            senders.end()

    assert waiting_messages(database) == 0
    assert len(office.times()) == how_many
    assert len(office.mails) > how_many, "a mail the server took and could not say so, comes twice"
    assert {mail["Subject"] for mail in office.mails} == {"登录链接 / Your sign-in link"}


def waiting_messages(database: Database) -> int:
    with database.reading() as tx:
        return queries.count(tx, MessageState.WAITING)
