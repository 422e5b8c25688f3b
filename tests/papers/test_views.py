"""The pages of papers: the teacher's, the desk's, and who may open a copy."""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.accounts.model import Role
from outreach.booking.model import BookingState
from outreach.catalogue.paper_terms import Paper
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.papers.model import Filing, PaperState
from tests import make
from tests.booking.world import COUNTY
from tests.browse import Browse
from tests.papers import ground
from tests.papers.ground import IN_HOLD, Ground


@pytest.fixture
def at(database: Database) -> Ground:
    return ground.lay(database)


@pytest.fixture
def teacher(browse: Browse, at: Ground) -> Browse:
    return browse.sign_in(at.world.teachers[0])


@pytest.fixture
def desk(browse: Browse, at: Ground) -> Browse:
    return browse.sign_in(at.world.coordinator)


def page_of(at: Ground) -> str:
    return f"/bookings/{at.booking_id}/papers"


def sent(name: str, content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def upload(who: Browse, at: Ground, content: bytes | None = None, *, revision: int = 0) -> Any:
    file = sent("公函.jpg", ground.picture_with_place() if content is None else content)
    return who.post(f"{page_of(at)}/letter", {"revision": revision, "copies": file})


def copy_of(database: Database, at: Ground) -> str:
    with database.reading() as tx:
        [kept] = at.handed(tx, Paper.LETTER).uploads
    return f"{page_of(at)}/files/{kept.id}"


def test_one_page_says_what_by_when_and_to_whom(teacher: Browse, at: Ground) -> None:
    page = teacher.get(page_of(at)).text

    for words in (
        "加盖公章的公函", "教育主管部门备案情况", "安全预案", "保险到期日", "车辆数", "家长同意人数",
        "2026年12月7日 周一 09:00前交齐", "2026年12月22日 周二 09:00（确认以后再交）",
        "交场馆", "交教育主管部门", "学校留存",
        "/print/letter.pdf", "/print/letter.docx", "/print/plan.pdf", "/print/sign-in.docx",
    ):  # fmt: skip
        assert words in page, words


def test_a_sealed_letter_is_uploaded_kept_and_given_back(
    teacher: Browse, desk: Browse, at: Ground, database: Database, settings: Settings
) -> None:
    assert upload(teacher, at).status_code == 303

    answer = desk.get(copy_of(database, at))

    assert answer.data.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in answer.data
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "'self'" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    [kept] = settings.uploads.iterdir()
    assert re.fullmatch("[0-9a-f]{32}", kept.name)
    assert kept.stat().st_mode & 0o077 == 0


def test_a_copy_is_for_the_school_and_the_venue_and_for_nobody_else(
    browse: Browse, teacher: Browse, at: Ground, database: Database
) -> None:
    upload(teacher, at)
    where = copy_of(database, at)

    def reads(who: Browse) -> int:
        return who.get(where).status_code

    same_school = browse.as_(Role.TEACHER, scope=at.world.schools[0].id)
    assert [reads(who) for who in (teacher, same_school)] == [200, 200]
    assert reads(browse.as_(Role.VENUE, scope=1)) == 200
    assert reads(browse.as_(Role.PROVINCE)) == reads(browse.as_(Role.ADMIN)) == 200
    assert reads(browse.sign_in(at.world.teachers[1])) == 404
    assert reads(browse.as_(Role.VENUE, scope=2)) == 404
    officer = browse.as_(Role.COUNTY, scope=COUNTY)
    assert reads(officer) == 403
    assert officer.get(page_of(at)).status_code == 200  # how far the papers are, though
    assert "/files/" not in officer.get(page_of(at)).text
    assert reads(browse) == 302


def test_a_copy_of_another_booking_is_not_found_under_this_one(
    teacher: Browse, at: Ground, database: Database
) -> None:
    upload(teacher, at)

    assert teacher.get(f"{page_of(at)}/files/999").status_code == 404


def test_a_row_without_its_file_breaks_no_page(
    teacher: Browse, desk: Browse, at: Ground, database: Database, settings: Settings
) -> None:
    upload(teacher, at)
    for kept in settings.uploads.iterdir():
        kept.unlink()

    assert teacher.get(copy_of(database, at)).status_code == 404
    assert teacher.get(page_of(at)).status_code == 200
    assert desk.get(f"/desk/bookings/{at.booking_id}").status_code == 200


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04 a zip that calls itself a PDF", "这是 Word、Excel 或压缩文件"),
        (b"\0\0\0\x18ftypheic", "苹果手机的 HEIC 图片"),
        (b"\xff\xd8\xff broken", "文件打不开"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_beside_its_field(
    teacher: Browse, at: Ground, settings: Settings, content: bytes, complaint: str
) -> None:
    answer = upload(teacher, at, content)

    assert answer.status_code == 422
    assert complaint in answer.text
    assert not settings.uploads.exists()


def test_a_letter_is_nothing_without_a_file(teacher: Browse, at: Ground) -> None:
    answer = teacher.post(f"{page_of(at)}/letter", {"revision": 0})

    assert answer.status_code == 422
    assert "请选择盖章后的照片或 PDF。" in answer.text


def test_a_page_that_is_out_of_date_keeps_no_file_behind(
    teacher: Browse, at: Ground, settings: Settings
) -> None:
    upload(teacher, at)

    answer = upload(teacher, at)

    assert answer.status_code == 409
    assert "这份材料刚刚有人处理过" in answer.text
    assert len(list(settings.uploads.iterdir())) == 1


def test_filing_insurance_coaches_and_consents_are_dates_and_counts(
    teacher: Browse, at: Ground, database: Database
) -> None:
    for kind, fields in {
        "filing": {"filing": "filed", "filed_on": "2026-11-20", "filing_number": "赣教备15号"},
        "insurance": {"insured_until": "2027-08-31"},
        "coach": {"coaches": "２", "coach_firm": "赣南客运"},
        "consents": {"agreed": "18", "declined": "2"},
    }.items():
        answer = teacher.post(f"{page_of(at)}/{kind}", {"revision": 0, **fields})
        assert answer.status_code == 303, kind

    with database.reading() as tx:
        filing = at.handed(tx, Paper.FILING).told
        assert (filing.filing, filing.filing_number) == (Filing.FILED, "赣教备15号")
        assert at.handed(tx, Paper.COACH).told.coaches == 2
    page = teacher.get(page_of(at)).text
    for words in ("已报，2026年11月20日 周五，赣教备15号", "2 辆车", "同意 18 人，不同意 2 人"):
        assert words in page
    assert "同意的人数比要来的学生少" in page


@pytest.mark.parametrize(
    ("kind", "fields", "complaint"),
    [
        ("filing", {"filing": "approved"}, "请填写日期。"),
        ("filing", {"filing": "banned"}, "有效"),
        ("filing", {"filing": "not_filed", "filing_number": "360734200501011234"}, "身份证号"),
        ("coach", {"coaches": "1", "coach_firm": "王师傅 13812345678"}, "电话号码"),
        ("insurance", {"insured_until": "2026-12-22"}, "保险在参观那天之前到期"),
        ("insurance", {"insured_until": "31.12.2026"}, "date"),
        ("coach", {"coaches": "-1"}, "之间的整数"),
        ("consents", {"agreed": "1" * 30, "declined": "x"}, "整数"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    teacher: Browse, at: Ground, kind: str, fields: dict[str, str], complaint: str
) -> None:
    answer = teacher.post(f"{page_of(at)}/{kind}", {"revision": 0, **fields})

    assert answer.status_code == 422
    assert "field-error" in answer.text
    if complaint not in ("有效", "date"):
        assert complaint in answer.text


def test_the_desk_checks_off_sends_back_and_confirms(
    teacher: Browse, desk: Browse, at: Ground, database: Database
) -> None:
    upload(teacher, at)
    here = f"/desk/bookings/{at.booking_id}"
    assert "材料未齐，仍要确认" in desk.get("/desk").text
    back = desk.post(f"{here}/papers/letter/return", {"revision": 1, "reason": "公章盖歪了"})
    assert back.status_code == 303
    assert "公章盖歪了" in teacher.get(page_of(at)).text
    upload(teacher, at, revision=2)
    with database.writing() as tx:
        at.bring(tx, *IN_HOLD[1:])
        revisions = {kind: at.handed(tx, kind).revision for kind in IN_HOLD}
    for kind, revision in revisions.items():
        desk.post(f"{here}/papers/{kind}/check", {"revision": revision})

    page = desk.get(here).text
    assert f"材料核验 <small>{len(IN_HOLD)}/6</small>" in page
    assert "核验 · 刘老师" in page
    assert "材料已齐，确认" in desk.get("/desk").text
    assert desk.post(f"{here}/confirm", {"then": "inbox"}).status_code == 303
    with database.reading() as tx:
        assert at.booking(tx).state is BookingState.CONFIRMED


def test_the_quick_confirmation_does_not_pass_by_the_papers(
    desk: Browse, at: Ground, database: Database
) -> None:
    answer = desk.post(f"/desk/bookings/{at.booking_id}/confirm", {"then": "inbox"})

    assert answer.status_code == 422
    assert "请写明原因" in answer.text
    with database.reading() as tx:
        assert at.booking(tx).state is BookingState.HELD


def test_a_confirmation_against_the_papers_stands_in_the_history(
    teacher: Browse, desk: Browse, at: Ground
) -> None:
    desk.post(f"/desk/bookings/{at.booking_id}/confirm", {"reason": "公函当天带来"})

    assert "场馆确认：公函当天带来" in teacher.get(f"/bookings/{at.booking_id}").text


@pytest.mark.parametrize("revision", ["", "x", "-1", "1" * 40, "0"])
def test_a_lost_revision_checks_nothing_off(
    teacher: Browse, desk: Browse, at: Ground, database: Database, revision: str
) -> None:
    upload(teacher, at)

    answer = desk.post(
        f"/desk/bookings/{at.booking_id}/papers/letter/check", {"revision": revision}
    )

    assert answer.status_code == 409
    with database.reading() as tx:
        assert at.handed(tx, Paper.LETTER).state is PaperState.RECEIVED


def test_an_open_filing_three_days_before_asks_officer_and_venue_to_ring(
    browse: Browse, desk: Browse, at: Ground, database: Database
) -> None:
    with database.writing() as tx:
        at.bring(tx, *IN_HOLD)
    browse.clock.now = make.NOW + timedelta(days=27)
    who = [browse.as_(Role.COUNTY, scope=COUNTY), browse.sign_in(at.world.coordinator)]

    for each in who:
        page = each.get("/papers").text
        assert "备案还没有批下来。请打电话问一问" in page
        assert "0797-2831234" not in page, "opened on the call list, and noted there"
    stranger = browse.as_(Role.COUNTY, scope="360111")
    assert "备案还没有批下来" not in stranger.get("/papers").text


def test_a_paper_the_venue_does_not_ask_for_does_not_exist(browse: Browse, at: Ground) -> None:
    teacher = browse.sign_in(at.world.teachers[0])

    assert teacher.get(f"{page_of(at)}/passport").status_code == 404


def test_english_readers_get_their_words(teacher: Browse, at: Ground, tmp_path: Path) -> None:
    page = teacher.speak("en").get(page_of(at)).text

    assert "Insurance end date" in page
    assert "after confirmation" in page
