"""The worked examples on the pages about algorithms are what the functions say."""

import doctest
import re
from pathlib import Path

import pytest

ALGORITHMS = Path(__file__).parent.parent.parent / "docs" / "algorithms"
PAGES = ("unique-reach", "equity", "access", "clusters", "covering", "priority")


@pytest.mark.parametrize("name", PAGES)
def test_the_examples_of_a_page_hold(name: str) -> None:
    text = (ALGORITHMS / f"{name}.md").read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    example = doctest.DocTestParser().get_doctest(blocks, {}, name, f"{name}.md", 0)
    told: list[str] = []

    failed, tried = doctest.DocTestRunner().run(example, out=told.append)

    assert tried >= 4
    assert failed == 0, "".join(told)
