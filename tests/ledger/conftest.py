"""A province with three schools, as the ledger's tests need it."""

import pytest

from outreach.kernel.db import Database
from outreach.province.loading import load_province
from tests.ledger import making
from tests.ledger.making import Place


@pytest.fixture
def place(database: Database) -> Place:
    """Jiangxi with a school in Xunwu, one in Ganxian and one in Nanchang's Donghu."""
    with database.writing() as tx:
        load_province(tx)
        return making.place(tx)
