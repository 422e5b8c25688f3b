"""What an installation decides, and what is decided for it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from outreach.kernel.settings import Settings


def test_all_who_ask_for_the_signing_key_at_once_get_the_same(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path / 'outreach.sqlite3'}")

    with ThreadPoolExecutor(16) as together:
        keys = set(together.map(lambda _: settings.signing_key(), range(64)))

    assert len(keys) == 1
    assert len(keys.pop()) == 64
    (kept,) = tmp_path.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_database_server_needs_a_key_from_its_installation() -> None:
    settings = Settings(_env_file=None, database_url="postgresql://db.invalid/outreach")

    with pytest.raises(RuntimeError, match="OUTREACH_SECRET_KEY"):
        settings.signing_key()
