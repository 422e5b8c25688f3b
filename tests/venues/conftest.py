"""What tests of the catalogue ask for."""

from collections.abc import Iterator

import pytest
from flask import Flask

from outreach.web.words import init_words


@pytest.fixture
def app_words() -> Iterator[None]:
    """Complaints speak Chinese or English, which takes an application to choose."""
    app = Flask("words")
    app.secret_key = "words"
    init_words(app)
    with app.test_request_context():
        yield
