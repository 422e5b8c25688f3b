"""The chain shows whatever somebody does to the audit, as plain functions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outreach.accounts.audit_model import (
    START,
    Anchor,
    Entry,
    Fault,
    FaultKind,
    Link,
    chained,
    faults,
    read_anchor,
)

BEGAN = datetime(2026, 11, 23, 1, tzinfo=UTC)
EMPTY = Anchor(0, START)
TEXTS = st.none() | st.text(max_size=12)

entries = st.lists(
    st.builds(
        Entry,
        id=st.just(0),
        at=st.integers(0, 10**6).map(lambda s: BEGAN + timedelta(seconds=s)),
        person_id=st.none() | st.integers(1, 99),
        action=st.sampled_from(["give-role", "edit-school"]),
        subject=st.sampled_from(["person:1", "school:2"]),
        before=TEXTS,
        after=TEXTS,
        reason=TEXTS,
    ),
    min_size=2,
    max_size=8,
).map(lambda found: [replace(entry, id=n) for n, entry in enumerate(found, start=1)])

Pairs = list[tuple[Link, Entry | None]]


def paired(said: list[Entry]) -> Pairs:
    return list(zip(chained(said, after=EMPTY), said, strict=True))


def end_of(pairs: Pairs) -> Anchor:
    return Anchor(pairs[-1][0].number, pairs[-1][0].digest)


@given(entries)
def test_an_untouched_chain_has_no_fault(said: list[Entry]) -> None:
    pairs = paired(said)

    assert list(faults(pairs, ends=end_of(pairs))) == []


@given(entries, st.data())
def test_whatever_field_is_changed_is_found_where_it_stands(
    said: list[Entry], data: st.DataObject
) -> None:
    pairs = paired(said)
    at = data.draw(st.integers(0, len(said) - 1))
    entry = said[at]
    forged = data.draw(
        st.sampled_from(
            [
                replace(entry, at=entry.at + timedelta(microseconds=1)),
                replace(entry, person_id=100),
                replace(entry, action="other"),
                replace(entry, subject="person:3"),
                replace(entry, before=f"{entry.before}!"),
                replace(entry, after="" if entry.after is None else None),
                replace(entry, reason=f"{entry.reason}!"),
            ]
        )
    )
    pairs[at] = (pairs[at][0], forged)

    assert list(faults(pairs, ends=end_of(pairs))) == [Fault(FaultKind.CHANGED, at + 1)]


@given(entries, st.data())
def test_whatever_is_taken_out_is_missed(said: list[Entry], data: st.DataObject) -> None:
    pairs = paired(said)
    end = end_of(pairs)
    del pairs[data.draw(st.integers(0, len(said) - 1))]

    assert list(faults(pairs, ends=end))


@given(entries, st.data())
def test_two_that_change_places_are_noticed(said: list[Entry], data: st.DataObject) -> None:
    pairs = paired(said)
    end = end_of(pairs)
    one, other = sorted(data.draw(st.sets(st.integers(0, len(said) - 1), min_size=2, max_size=2)))
    (first, its), (second, others) = pairs[one], pairs[other]
    pairs[one], pairs[other] = (first, others), (second, its)  # the entries, under old links

    assert list(faults(pairs, ends=end))


@given(entries, st.data())
def test_a_chain_forged_anew_does_not_fit_an_anchor_kept_elsewhere(
    said: list[Entry], data: st.DataObject
) -> None:
    kept = end_of(paired(said))
    at = data.draw(st.integers(0, len(said) - 1))
    forged = paired([*said[:at], replace(said[at], reason="forged!"), *said[at + 1 :]])

    found = list(faults(forged, ends=kept))

    assert [fault.kind for fault in found] == [FaultKind.CUT]


def test_an_anchor_reads_as_it_was_printed_and_nothing_else_does() -> None:
    anchor = Anchor(17, "ab" * 32)

    assert read_anchor(f" {anchor}\n") == anchor
    assert [read_anchor(each) for each in ("", "17", "x:ab", f"17:{'g' * 64}")] == [None] * 4
