"""What venues write freely about exhibits, ways and sheets names nobody, by a number either."""

import pytest

from outreach.accounts.model import Role
from outreach.kernel.db import Database
from tests import make
from tests.browse import Browse
from tests.venues import exhibits

pytestmark = pytest.mark.usefixtures("whole_province")

WAY = "/programmes/cosmic-explorer/way"
SHEET = "/programmes/cosmic-explorer/sheets/new"
SHEET_FIELDS = ("title", "title_en", "curriculum", "tasks", "tasks_en", "notes")


@pytest.fixture
def coordinator(browse: Browse, database: Database) -> Browse:
    with database.writing() as tx:
        make.province(tx)
        exhibits.add(tx)
    return browse.as_(Role.VENUE, scope=1)


@pytest.mark.parametrize("number", ["１３８ １２３４ ５６７８", "0791-83816666"])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/exhibits/1/state", "reason"),
        (WAY, "note"),
        ("/programmes/cosmic-explorer/edit", "note"),
        *((SHEET, field) for field in SHEET_FIELDS),
    ],
)
def test_a_number_of_somebody_is_refused_at_its_field(
    coordinator: Browse, path: str, field: str, number: str
) -> None:
    answer = coordinator.post(path, {field: f"有问题请打 {number}"})

    assert answer.status_code == 422
    assert f'href="#{field}">' in answer.text
    assert "请不要写身份证号、电话号码或学生姓名。" in answer.text
