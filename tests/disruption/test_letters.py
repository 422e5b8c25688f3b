"""What schools read when it rains: every letter in both languages, with its link to answer."""

import pytest
from flask import Flask

from outreach.disruption import undo_actions
from outreach.disruption.model import Choice, Turn
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.notices import mails
from outreach.outbox import queries
from tests.disruption import ground
from tests.disruption.ground import LATER


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Letters are words: one kind of database is enough."""
    return sqlite_database


@pytest.mark.parametrize(
    ("kind", "turn", "words", "method"),
    [
        ("disruption-cancelled", Turn.CANCEL, "请不要出发", "CANCEL"),
        ("disruption-moved", Turn.POSTPONE, "编号不变", "REQUEST"),
        ("disruption-undone", Turn.CANCEL, "照原来的安排", "REQUEST"),
    ],
)
def test_each_letter_says_what_happened_and_asks_for_an_answer(
    *,
    app: Flask,
    database: Database,
    settings: Settings,
    kind: str,
    turn: Turn,
    words: str,
    method: str,
) -> None:
    rain = ground.build(database)
    session = rain.world.sessions[1] if turn is Turn.POSTPONE else None
    made, _groups = ground.disrupted(database, rain, choices=Choice(turn, session_id=session))
    if kind == "disruption-undone":
        with database.writing() as tx:
            undo_actions.undo(tx, disruption_id=made.id, person=rain.province, now=LATER)

    with database.reading() as tx, app.app_context():
        message = next(each for each in queries.messages(tx) if each.kind == kind)
        mail = mails.compose(tx, message, settings=settings, now=LATER)

    chinese, english = mail.body.split(mails.RULE)
    assert words in chinese
    for letter in (chinese, english):
        assert "/told/" in letter
        assert "%(" not in letter
        assert "None" not in letter
    assert f"METHOD:{method}" in (mail.invitation or "")
