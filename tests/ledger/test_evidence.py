"""What shows that it took place: kept without place and device, shown to whom it concerns."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from outreach.accounts.model import Role
from outreach.kernel.db import Database
from outreach.ledger import evidence_actions, evidence_queries, rules
from outreach.ledger.evidence_model import Consent, Evidence, EvidenceKind
from tests import make
from tests.browse import Browse
from tests.ledger import making
from tests.ledger.making import GANXIAN, XUNWU, Place
from tests.papers.ground import picture, picture_with_place
from tests.serving import uploads_of

Sent = Callable[..., Any]


def kept(database: Database) -> tuple[Evidence, ...]:
    with database.reading() as tx:
        return evidence_queries.evidence_of(tx, [1]).get(1, ())


@pytest.fixture
def officer(browse: Browse, database: Database, place: Place) -> Browse:
    with database.writing() as tx:
        making.record(tx, person_id=place.officer)
    return browse.as_(Role.COUNTY, scope=XUNWU)


def photo(content: bytes, **changes: Any) -> dict[str, Any]:
    fields = {
        "kind": "photo",
        "consent": "nobody",
        "caption": "",
        "address": "",
        "files": (io.BytesIO(content), "IMG_1.jpg"),
    }
    return fields | changes


def test_a_photo_loses_its_place_and_says_whether_people_agreed(
    officer: Browse, database: Database
) -> None:
    answer = officer.post("/ledger/1/evidence", photo(picture_with_place()))

    (piece,) = kept(database)
    shown = officer.get(f"/ledger/1/evidence/{piece.id}")
    assert answer.status_code == 303
    assert (piece.kind, piece.consent) == (EvidenceKind.PHOTO, Consent.NOBODY)
    assert piece.may_be_shown
    assert shown.mimetype == "image/jpeg"
    assert dict(Image.open(io.BytesIO(shown.data)).getexif()) == {}


def test_without_consent_a_photo_is_not_for_showing(officer: Browse, database: Database) -> None:
    officer.post("/ledger/1/evidence", photo(picture(), consent="not_yet"))
    before = kept(database)[0].may_be_shown

    officer.post(f"/ledger/1/evidence/{kept(database)[0].id}/consent", {"consent": "blurred"})

    assert (before, kept(database)[0].may_be_shown) == (False, True)


def test_others_find_neither_the_record_nor_its_photo(
    officer: Browse, browse: Browse, database: Database
) -> None:
    officer.post("/ledger/1/evidence", photo(picture()))
    stranger = browse.as_(Role.COUNTY, scope=GANXIAN)

    assert stranger.get(f"/ledger/1/evidence/{kept(database)[0].id}").status_code == 404
    assert stranger.post("/ledger/1/evidence", photo(picture())).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": b"GIF89a"},
        {"files": None},
        {"kind": "link", "address": "javascript:alert(1)"},
        {"kind": "link", "address": "http://["},
        {"kind": "nothing"},
        {"consent": "whatever"},
        {"caption": "家长 13800138000"},
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_kept(
    officer: Browse, database: Database, wrong: dict[str, Any]
) -> None:
    told = {name: value for name, value in wrong.items() if name != "content"}
    fields = photo(wrong.get("content", picture())) | told
    answer = officer.post("/ledger/1/evidence", fields)

    assert answer.status_code == 422
    assert kept(database) == ()


def test_a_link_is_kept_as_it_is_and_exported(officer: Browse, database: Database) -> None:
    address = "https://example.org/a?b=1"
    officer.post("/ledger/1/evidence", photo(b"", kind="link", address=address, files=None))

    assert [piece.address for piece in kept(database)] == [address]
    assert address in officer.get("/ledger/export.csv").data.decode("utf-8-sig")


def test_what_was_removed_is_gone_with_its_file(officer: Browse, database: Database) -> None:
    officer.post("/ledger/1/evidence", photo(picture()))
    (piece,) = kept(database)
    folder = uploads_of(database) / "evidence"

    twice = [officer.post(f"/ledger/1/evidence/{piece.id}/remove").status_code for _tap in "ab"]
    gone = officer.get(f"/ledger/1/evidence/{piece.id}").status_code
    evidence_actions.forget(database, folder, now=make.NOW)

    assert twice == [303, 303]
    assert gone == 404
    assert not (folder / (piece.name or "")).exists()


def test_there_is_an_end_to_evidence(database: Database, place: Place) -> None:
    with database.writing() as tx:
        making.record(tx, person_id=place.officer)
        facts: dict[str, Any] = {"activity_id": 1, "kind": EvidenceKind.LINK, "now": make.NOW}
        for n in range(evidence_actions.MOST):
            evidence_actions.add(tx, address=f"https://a.b/{n}", person_id=None, **facts)

        with pytest.raises(rules.TooMuchEvidence):
            evidence_actions.add(tx, address="https://a.b/c", person_id=None, **facts)
