"""A few counties and schools, as the ledger's tests need it."""

import pytest

from outreach.kernel.db import Database
from tests.ledger import making
from tests.ledger.making import Place


@pytest.fixture
def place(database: Database) -> Place:
    """Three counties with a school each: Xunwu, Ganxian, and Nanchang's Donghu."""
    with database.writing() as tx:
        return making.place(tx)
