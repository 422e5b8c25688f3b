"""Papers come, are checked, are sent back, on both databases; holds and letters follow."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from outreach.accounts.queries import audit_of
from outreach.booking import change_actions, desk_actions
from outreach.booking import queries as bookings
from outreach.booking.model import BookingState, Verb
from outreach.booking.rules import ReasonMissing
from outreach.catalogue.paper_terms import Paper
from outreach.kernel.db import Database, Tx
from outreach.kernel.refusal import Refusal
from outreach.outbox import queries as outbox
from outreach.papers import actions, files, queries, reminders, retention, rules
from outreach.papers.model import Concern, Kept, Media, PaperState, Told
from outreach.papers.tables import UploadRow
from tests import make
from tests.papers import ground
from tests.papers.ground import IN_HOLD, Ground

NOW, DAY = make.NOW, timedelta(days=1)


@pytest.fixture
def at(database: Database) -> Ground:
    return ground.lay(database)


def kinds_told(tx: Tx) -> list[str]:
    return [message.kind for message in outbox.messages(tx)][::-1]


def test_each_paper_has_its_own_time_and_addressee(database: Database, at: Ground) -> None:
    with database.reading() as tx:
        needs = queries.needs_of(tx, at.booking(tx), now=NOW)
        hold = at.booking(tx).hold_until

    assert [need.kind for need in needs] == list(Paper)
    assert {need.kind for need in needs if need.in_hold} == set(IN_HOLD)
    assert {need.due for need in needs if need.in_hold} == {hold}
    by_kind = {need.kind: need for need in needs}
    assert by_kind[Paper.FILING].goes_to == "bureau"
    assert by_kind[Paper.COACH].due > by_kind[Paper.FILING].due > by_kind[Paper.LETTER].due


def test_a_hold_whose_papers_all_came_does_not_lapse_while_the_venue_looks(
    database: Database, at: Ground
) -> None:
    with database.writing() as tx:
        at.bring(tx, *IN_HOLD)
        assert at.booking(tx).papers_at == NOW

    ended = desk_actions.lapse_due(database, now=NOW + 20 * DAY)

    assert ended == 0
    with database.reading() as tx:
        assert at.booking(tx).state is BookingState.HELD


def test_a_hold_with_one_paper_missing_lapses_and_says_so(database: Database, at: Ground) -> None:
    with database.writing() as tx:
        at.bring(tx, *IN_HOLD[1:])

    assert desk_actions.lapse_due(database, now=NOW + 20 * DAY) == 1
    with database.reading() as tx:
        assert at.booking(tx).state is BookingState.LAPSED
        assert kinds_told(tx)[-1] == "booking-lapsed"


def test_a_paper_that_is_sent_back_leaves_the_school_two_days(
    database: Database, at: Ground
) -> None:
    with database.writing() as tx:
        at.bring(tx, *IN_HOLD)
        late = NOW + 13 * DAY + timedelta(hours=20)
        at.send_back(tx, Paper.LETTER, now=late)
        booking, need = at.booking(tx), at.need(tx, Paper.LETTER)

        assert (need.state, need.handed and need.handed.reason) == ("sent_back", "盖章不清楚")
        assert (booking.papers_at, booking.hold_until) == (None, late + 2 * DAY)
        assert kinds_told(tx)[-1] == "paper-returned"

    assert desk_actions.lapse_due(database, now=late + DAY) == 0
    with database.writing() as tx:
        at.bring(tx, Paper.LETTER, now=late + DAY)
        assert at.booking(tx).papers_at == late + DAY


def test_one_press_confirms_when_all_papers_of_the_hold_are_checked(
    database: Database, at: Ground
) -> None:
    with database.writing() as tx:
        at.bring(tx, *IN_HOLD)
        at.check(tx, *IN_HOLD)
        after = actions.confirm(
            tx, booking_id=at.booking_id, reason=None, by=at.world.coordinator.id, now=NOW
        )

    assert after.state is BookingState.CONFIRMED


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_confirming_with_unchecked_papers_needs_a_reason(
    database: Database, at: Ground, reason: str | None
) -> None:
    with database.writing() as tx:
        at.bring(tx, *IN_HOLD)
        at.check(tx, *IN_HOLD[1:])

    with pytest.raises(rules.PapersUnchecked) as refused, database.writing() as tx:
        actions.confirm(
            tx, booking_id=at.booking_id, reason=reason, by=at.world.coordinator.id, now=NOW
        )

    assert refused.value.kinds == (Paper.LETTER,)


def test_the_reason_is_remembered(database: Database, at: Ground) -> None:
    with database.writing() as tx:
        actions.confirm(
            tx, booking_id=at.booking_id, reason="当天带来", by=at.world.coordinator.id, now=NOW
        )
        last = bookings.history(tx, at.booking_id)[-1]

    assert (last.verb, last.note, last.person_id) == (
        Verb.CONFIRM, "当天带来", at.world.coordinator.id,
    )  # fmt: skip


def test_who_checked_and_when_is_kept_and_audited(database: Database, at: Ground) -> None:
    with database.writing() as tx:
        at.bring(tx, Paper.LETTER)
        at.check(tx, Paper.LETTER, now=NOW + DAY)
        found = at.handed(tx, Paper.LETTER)
        audit = [row.action for row in audit_of(tx, f"booking:{at.booking_id}")]

    assert (found.state, found.received_by) == ("checked", at.world.teachers[0].id)
    assert (found.decided_at, found.decided_by) == (NOW + DAY, at.world.coordinator.id)
    assert "check-paper:letter" in audit


def test_a_paper_that_came_by_post_is_checked_without_a_copy(
    database: Database, at: Ground
) -> None:
    with database.writing() as tx:
        at.check(tx, Paper.LETTER)

        assert at.need(tx, Paper.LETTER).state is PaperState.CHECKED


def test_what_is_handed_in_again_waits_to_be_checked_again(database: Database, at: Ground) -> None:
    with database.writing() as tx:
        at.bring(tx, Paper.FILING)
        at.check(tx, Paper.FILING)
        at.bring(tx, Paper.FILING)

        assert at.need(tx, Paper.FILING).state is PaperState.RECEIVED


def test_sending_back_needs_words(database: Database, at: Ground) -> None:
    with database.writing() as tx:
        at.bring(tx, Paper.LETTER)
    with pytest.raises(ReasonMissing), database.writing() as tx:
        actions.send_back(
            tx, booking_id=at.booking_id, kind=Paper.LETTER, reason=" ", revision=1,
            by=at.world.coordinator.id, now=NOW,
        )  # fmt: skip


def test_a_change_of_numbers_marks_the_letter_as_written_for_others(
    database: Database, at: Ground
) -> None:
    with database.writing() as tx:
        at.bring(tx, Paper.LETTER, Paper.INSURANCE)
        group = replace(at.booking(tx).group, pupils=30)
        change_actions.change(
            tx, booking_id=at.booking_id, group=group, by=None, by_school=True, now=NOW
        )

        assert Concern.VISIT_CHANGED in at.need(tx, Paper.LETTER).concerns
        assert at.need(tx, Paper.INSURANCE).concerns == ()


def test_nothing_is_handed_in_once_the_booking_has_ended(database: Database, at: Ground) -> None:
    desk_actions.lapse_due(database, now=NOW + 20 * DAY)

    with pytest.raises(rules.PapersClosed), database.writing() as tx:
        at.bring(tx, Paper.LETTER)


def test_reminders_go_out_at_half_time_and_two_days_before_each_once(
    database: Database, at: Ground
) -> None:
    reminded = [
        reminders.remind_due(database, now=NOW + hours * timedelta(hours=1))
        for hours in range(0, 14 * 24, 6)
    ]

    assert sum(reminded) == 2
    assert [n // 4 for n, told in enumerate(reminded) if told] == [7, 12]
    with database.reading() as tx:
        assert kinds_told(tx).count("hold-reminder") == 2


def test_nobody_is_reminded_who_owes_nothing(database: Database, at: Ground) -> None:
    with database.writing() as tx:
        at.bring(tx, *IN_HOLD)

    assert sum(reminders.remind_due(database, now=NOW + n * DAY) for n in range(14)) == 0


def test_two_workers_remind_once(database: Database, at: Ground) -> None:
    together = Barrier(4)

    def look(_n: int) -> int:
        together.wait()
        return reminders.remind_due(database, now=NOW + 7 * DAY)

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(look, range(4))) == 1


def test_a_new_hold_after_moving_has_reminders_of_its_own(database: Database, at: Ground) -> None:
    assert reminders.remind_due(database, now=NOW + 7 * DAY) == 1
    with database.writing() as tx:
        change_actions.reschedule(
            tx, booking_id=at.booking_id, session_id=at.world.sessions[1], by=None,
            by_venue=True, now=NOW + 8 * DAY,
        )  # fmt: skip

    assert reminders.remind_due(database, now=NOW + 9 * DAY) == 0
    assert reminders.remind_due(database, now=NOW + 16 * DAY) == 1


def decide_together(database: Database, at: Ground) -> list[str]:
    """Two coordinators with the same page open: one checks, one sends back, at once."""
    together = Barrier(2)

    def act(checks: object) -> str:
        together.wait()
        try:
            with database.writing() as tx:
                if checks:
                    actions.check(
                        tx, booking_id=at.booking_id, kind=Paper.LETTER, revision=1,
                        by=at.world.coordinator.id, now=NOW,
                    )  # fmt: skip
                else:
                    actions.send_back(
                        tx, booking_id=at.booking_id, kind=Paper.LETTER, reason="重拍", revision=1,
                        by=at.world.coordinator.id, now=NOW,
                    )  # fmt: skip
        except Refusal as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(2) as both:
        return sorted(both.map(act, (True, False)))


@pytest.mark.race
def test_of_two_who_decide_about_one_paper_the_second_is_told(
    database: Database, at: Ground
) -> None:
    for _again in range(5):
        with database.writing() as tx:
            found = queries.find_handed(tx, at.booking_id, Paper.LETTER)
            if found is None:
                at.bring(tx, Paper.LETTER)
            else:
                _as_first(tx, at)
        assert decide_together(database, at) == ["done", "paper-changed"]


@pytest.mark.race
def test_without_the_comparison_both_would_think_they_decided(
    database: Database, at: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a write that does not compare lets the second overwrite the first."""
    compared = actions._write

    def overwrite(tx: Tx, booking: object, kind: Paper, revision: int, **values: object) -> int:
        del revision
        now_there = queries.find_handed(tx, at.booking_id, kind)
        assert now_there is not None
        return compared(tx, at.booking(tx), kind, now_there.revision, **values)

    with database.writing() as tx:
        at.bring(tx, Paper.LETTER)
    monkeypatch.setattr(actions, "_write", overwrite)

    outcomes = set()
    for _again in range(8):
        outcomes.add(tuple(decide_together(database, at)))
        with database.writing() as tx:
            _as_first(tx, at)

    assert ("done", "done") in outcomes


def _as_first(tx: Tx, at: Ground) -> None:
    """The paper as when it first came: handed in, at its first revision."""
    from sqlalchemy import update

    from outreach.papers.tables import PaperRow

    tx.execute(update(PaperRow).values(state="received", revision=1))


def test_copies_are_kept_counted_and_forgotten_by_their_time(
    database: Database, at: Ground, tmp_path: Path
) -> None:
    kept = [files.keep(tmp_path, b"a copy", Media.PDF) for _n in range(3)]
    files.keep(tmp_path, b"nobody's", Media.PDF)
    with database.writing() as tx:
        hand_in(tx, at, kept)
        first, *_others = at.handed(tx, Paper.LETTER).uploads
        actions.remove_upload(tx, booking_id=at.booking_id, upload_id=first.id, by=None, now=NOW)

    soon = ground.later_than_files(NOW)
    keep = timedelta(days=30)
    assert retention.forget(database, tmp_path, keep=keep, now=soon) == 1
    assert {path.name for path in tmp_path.iterdir()} == {each.name for each in kept[1:]}
    visit_and_keep = soon + timedelta(days=100)
    assert retention.forget(database, tmp_path, keep=keep, now=visit_and_keep) == 2
    assert list(tmp_path.iterdir()) == []
    with database.reading() as tx:
        assert tx.scalars(select(UploadRow.id)).all() == []
        assert at.handed(tx, Paper.LETTER).state is PaperState.RECEIVED


def hand_in(tx: Tx, at: Ground, kept: list[Kept], *, revision: int = 0) -> None:
    actions.hand_in(
        tx, booking_id=at.booking_id, kind=Paper.LETTER, told=Told(), kept=kept,
        revision=revision, by=None, now=NOW,
    )  # fmt: skip


def test_a_paper_keeps_few_copies(database: Database, at: Ground) -> None:
    many = [Kept(f"{n:032x}", Media.PDF, 10) for n in range(rules.MOST_UPLOADS + 1)]

    with pytest.raises(rules.TooManyUploads), database.writing() as tx:
        hand_in(tx, at, many)


def test_taking_back_the_only_copy_means_the_letter_is_awaited_again(
    database: Database, at: Ground
) -> None:
    with database.writing() as tx:
        at.bring(tx, *IN_HOLD[1:])
        hand_in(tx, at, [Kept("0" * 32, Media.PDF, 10)])
        assert at.booking(tx).papers_at is not None
        [copy] = at.handed(tx, Paper.LETTER).uploads
        for _twice in range(2):
            actions.remove_upload(tx, booking_id=at.booking_id, upload_id=copy.id, by=None, now=NOW)

        assert at.need(tx, Paper.LETTER).state is PaperState.AWAITED
        assert at.booking(tx).papers_at is None
