"""What addresses and forms may hold, whatever the page."""

import re

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter


class RowNumber(IntegerConverter):
    """`<int:…>` takes what a row's number can be; a longer one is no page of ours."""

    regex = r"\d{1,9}"


def row_number(text: str) -> int:
    """A row's or a page's number behind the question mark; a ValueError for all that is none."""
    if not re.fullmatch(RowNumber.regex, text, re.ASCII):
        raise ValueError("not a number of ours")
    return int(text)


def refuse_nul() -> None:
    """Nobody types a NUL, and PostgreSQL cannot store one."""
    typed = (text for pair in request.values.items(multi=True) for text in pair)
    if "\0" in request.path or any("\0" in text for text in typed):
        abort(400)


def init_addresses(app: Flask) -> None:
    """Before the first blueprint: converters are looked up when a rule is added."""
    app.before_request(refuse_nul)
    app.url_map.merge_slashes = False  # it would lead on to whatever host the request names
    app.url_map.converters["int"] = RowNumber
