"""The person who asks."""

from typing import cast

from flask import g

from outreach.accounts.model import Person


def find_person() -> Person | None:
    """Whoever is signed in in this browser, if anybody."""
    return cast(Person | None, g.get("person"))


def person() -> Person:
    """Whoever is signed in; for views that only such people reach."""
    found = find_person()
    if found is None:
        raise RuntimeError("the view is open to people who are not signed in")
    return found
