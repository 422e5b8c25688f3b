"""Invented people, one for each role; their names say that they are a sample."""

from datetime import datetime

from outreach.accounts.actions import add_person, hash_password
from outreach.accounts.model import Grant, Person, Role
from outreach.kernel.db import Tx

PASSWORD = "outreach-sample-2026"  # noqa: S105 - printed on the sign-in page of a sample
COUNTY, CITY = "360734", "360700"


def add_people(
    tx: Tx, *, venues: dict[str, int], near_school: int, far_school: int, now: datetime
) -> dict[str, Person]:
    """An account per role: its key is the part of the address before the @."""
    hashed = hash_password(PASSWORD)
    wanted: dict[str, tuple[str, Grant]] = {
        "admin": ("系统管理员（示例）", Grant(Role.ADMIN)),
        "province": ("省级协调员（示例）", Grant(Role.PROVINCE)),
        "venue": ("省馆协调员（示例）", Grant(Role.VENUE, str(venues["provincial-museum"]))),
        "computing": ("计算中心协调员（示例）", Grant(Role.VENUE, str(venues["computing-centre"]))),
        "city": ("赣州市科协（示例）", Grant(Role.CITY, CITY)),
        "county": ("寻乌县科协（示例）", Grant(Role.COUNTY, COUNTY)),
        "teacher": ("张老师（示例）", Grant(Role.TEACHER, str(near_school))),
        "farteacher": ("李老师（示例）", Grant(Role.TEACHER, str(far_school))),
        "viewer": ("省科协领导（示例）", Grant(Role.VIEWER)),
    }
    return {
        key: add_person(
            tx,
            name=name,
            email=f"{key}@sample.invalid",
            phone="000-0000-0000",
            password_hash=hashed,
            grants=(grant,),
            sample=True,
            now=now,
        )
        for key, (name, grant) in wanted.items()
    }
