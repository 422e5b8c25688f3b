"""A sheet as PDF. Typst sets it in this process: ten milliseconds, and nothing from the network."""

import json
import threading
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from outreach.papers.sheet import Sheet

ONE_AT_A_TIME = threading.Lock()
"""A compiler is kept for its fonts, and none may be used by two threads."""


@cache
def _compiler(package: str, name: str) -> Any:
    import typst
    from pylopdf_fonts_zh_cn import serif_path

    template = Path(str(resources.files(package))) / "typ" / f"{name}.typ"
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(serif_path().parent)],
    )
    return typst.Compiler(str(template), root=str(template.parent), font_paths=fonts)


def typeset(package: str, name: str, sheet: str) -> bytes:
    """What a package's template `typ/<name>.typ` makes of a sheet in JSON."""
    with ONE_AT_A_TIME:
        compiled: bytes = _compiler(package, name).compile(
            format="pdf", sys_inputs={"sheet": sheet}
        )
    return compiled


def pdf(sheet: Sheet) -> bytes:
    """The same sheet gives the same bytes; everything in it is data and nothing is code."""
    return typeset("outreach.papers", "sheet", json.dumps(sheet.plain(), ensure_ascii=False))
