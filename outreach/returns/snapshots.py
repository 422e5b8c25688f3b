"""A count as it is kept for good: small, and complete enough that every trail can be opened again.

Compressed JSON: one line per record with what it brought, and for each cell the places of its
records as steps from one to the next. 40,000 activities take about a megabyte.
"""

import json
import zlib
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate, pairwise
from typing import Any

from outreach.ledger.model import Label
from outreach.ledger.return_model import Fact
from outreach.returns.counting import Count
from outreach.returns.model import Measure

FORMAT = 1


def packed(count: Count) -> bytes:
    """What is stored; `unpacked` gives the same count again."""
    told = {
        "format": FORMAT,
        "facts": [_line(fact) for fact in count.facts],
        "cells": [
            [*key, measure.value, _steps(count.trails.get(key, ()))]
            for key, measure in count.measures.items()
        ],
    }
    text = json.dumps(told, separators=(",", ":"), ensure_ascii=False)
    return zlib.compress(text.encode(), 6)


def unpacked(content: bytes) -> Count:
    told: dict[str, Any] = json.loads(zlib.decompress(content))
    keys = [((line, column), measure, steps) for line, column, measure, steps in told["cells"]]
    return Count(
        facts=tuple(_fact(line) for line in told["facts"]),
        trails={key: list(accumulate(steps)) for key, _measure, steps in keys},
        measures={key: Measure(measure) for key, measure, _steps in keys},
    )


def _line(fact: Fact) -> list[Any]:
    told = list(fact)
    told[_DAY] = (fact.day - date.min).days
    told[_LABELS] = ",".join(sorted(fact.labels))
    return told


def _fact(line: list[Any]) -> Fact:
    line[_DAY] = date.min + timedelta(days=line[_DAY])
    line[_LABELS] = frozenset(Label(label) for label in line[_LABELS].split(",") if label)
    return Fact(*line)


def _steps(places: Sequence[int]) -> list[int]:
    return [*places[:1], *(later - earlier for earlier, later in pairwise(places))]


_DAY = Fact._fields.index("day")
_LABELS = Fact._fields.index("labels")
