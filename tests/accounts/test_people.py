"""Signing in, and what an administrator does with people."""

from outreach.accounts import actions, queries
from outreach.accounts.model import Grant, Role
from outreach.kernel.db import Database
from tests import make
from tests.browse import Browse

PASSWORD = "a sentence one remembers"


def test_a_password_signs_in_and_a_wrong_one_says_so_kindly(
    browse: Browse, database: Database
) -> None:
    with database.writing() as tx:
        who = actions.add_person(
            tx,
            name="刘老师",
            email="liu@example.org",
            password=PASSWORD,
            grants=(Grant(Role.VIEWER),),
            now=make.NOW,
        )

    wrong = browse.post("/sign-in", {"email": "liu@example.org", "password": "something else"})
    right = browse.post("/sign-in", {"email": "LIU@example.org ", "password": PASSWORD})

    assert wrong.status_code == 422
    assert "邮箱或密码不对" in wrong.text
    assert right.status_code == 303
    assert who.name in browse.get("/").text


def test_the_sixth_try_in_a_quarter_of_an_hour_is_not_even_looked_at(
    browse: Browse, database: Database
) -> None:
    with database.writing() as tx:
        actions.add_person(
            tx, name="刘老师", email="liu@example.org", password=PASSWORD, now=make.NOW
        )
    form = {"email": "liu@example.org", "password": "a wrong guess"}

    answers = [browse.post("/sign-in", form).status_code for _ in range(6)]
    after = browse.post("/sign-in", form | {"password": PASSWORD}).status_code

    assert answers == [422] * 5 + [429]
    assert after == 429


def test_a_role_counts_from_the_next_page_and_so_does_its_loss(
    browse: Browse, database: Database
) -> None:
    admin = browse.as_(Role.ADMIN)
    officer = browse.as_(Role.VIEWER)
    assert officer.person is not None
    page = f"/people/{officer.person.id}"
    role = {"role": "county", "scope": "360734"}

    before = officer.get("/schools/new").status_code
    admin.post(f"{page}/roles", role)
    given = officer.get("/schools/new").status_code
    admin.post(f"{page}/roles/take", role)
    taken = officer.get("/schools/new").status_code

    assert (before, given, taken) == (403, 200, 403)
    with database.reading() as tx:
        audit = [line.action for line in queries.audit_of(tx, f"person:{officer.person.id}")]
    assert audit == ["give-role", "take-role"]


def test_a_role_for_a_county_needs_the_county(browse: Browse) -> None:
    admin = browse.as_(Role.ADMIN)
    assert admin.person is not None

    page = admin.post(f"/people/{admin.person.id}/roles", {"role": "county", "scope": ""})

    assert page.status_code == 422
    assert "需要填写范围" in page.text


def test_administrators_do_not_lock_themselves_out(browse: Browse, database: Database) -> None:
    admin = browse.as_(Role.ADMIN)
    assert admin.person is not None

    answer = admin.post(f"/people/{admin.person.id}/roles/take", {"role": "admin", "scope": ""})

    assert answer.status_code == 409
    assert admin.get("/people").status_code == 200


def test_a_closed_account_is_signed_out_at_once(browse: Browse) -> None:
    admin, other = browse.as_(Role.ADMIN), browse.as_(Role.VIEWER)
    assert other.person is not None

    admin.post(f"/people/{other.person.id}/active", {"active": "no"})

    assert other.get("/ledger").status_code == 302
    assert "重新启用" in admin.get("/people").text


def test_a_password_needs_length_and_nothing_else(browse: Browse, database: Database) -> None:
    with database.writing() as tx:
        who = actions.add_person(
            tx, name="刘老师", email="liu@example.org", password=PASSWORD, now=make.NOW
        )
    me = browse.sign_in(who)

    short = me.post("/me", {"current": PASSWORD, "password": "Ab1!"})
    common = me.post("/me", {"current": PASSWORD, "password": "123456123456"})
    good = me.post("/me", {"current": PASSWORD, "password": "山高月小 水落石出 又是一年"})

    assert [page.status_code for page in (short, common, good)] == [422, 422, 303]
