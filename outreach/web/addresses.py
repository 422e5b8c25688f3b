"""Numbers in addresses."""

from flask import Flask
from werkzeug.routing import IntegerConverter


class RowNumber(IntegerConverter):
    """`<int:…>` takes what a row's number can be; a longer one is no page of ours."""

    regex = r"\d{1,9}"


def init_addresses(app: Flask) -> None:
    """Before the first blueprint: converters are looked up when a rule is added."""
    app.url_map.converters["int"] = RowNumber
