"""Which county a line of a list means, when codes are old, names short, or counties were split."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outreach.province.cells import Cell, UnreadableCell, division_code, shown, text
from outreach.province.model import CodeChange

# Two counties were cut out of others (red valley 2019, communist youth city 2010); the table of
# changes has no old code for them, so these are the counties where their schools may be listed.
CUT_OUT_OF = {
    "360113": ("360112", "360102"),
    "360482": ("360426", "360425", "360483"),
}
ALSO_CALLED = {"红谷滩新区": "360113", "共青城": "360482", "共青": "360482", "庐山风景区": "360483"}
_ABOVE = re.compile(r"^(江西省?)?")
_TOWNSHIP_KINDS = re.compile(r"(街道办事处|办事处|街道办|民族乡|畲族乡|街道|镇|乡)$")


@dataclass(frozen=True, slots=True)
class Place:
    """What a line says about where a school is: one county, several to choose from, or none.

    `note` is the code of a remark for the preview; `reason` that of a question.
    """

    counties: tuple[str, ...] = ()
    note: str | None = None
    reason: str | None = None


class Gazetteer:
    """The province's divisions, as lists refer to them."""

    def __init__(
        self,
        *,
        counties: Mapping[str, tuple[str, str]],
        townships: Sequence[tuple[str, str, str]],
        changes: Sequence[CodeChange],
    ) -> None:
        """`counties`: code to (name, city's name). `townships`: (code, county's code, name)."""
        self.counties = counties
        self._cities = {city for _, city in counties.values()}
        self._by_name: dict[str, set[str]] = {}
        for code, (name, _) in counties.items():
            self._by_name.setdefault(name, set()).add(code)
            if len(name) > 2:
                self._by_name.setdefault(name[:-1], set()).add(code)
        self._moved = {c.old_code: c for c in changes if c.old_code and c.old_code not in counties}
        self._renamed = {c.old_name: c for c in changes if c.old_name}
        for old_name, change in self._renamed.items():
            # 庐山 may mean the city of today or the district that is now called 濂溪区.
            if len(old_name) > 2:
                self._by_name.setdefault(old_name[:-1], set()).add(change.new_code)
        self._founded = {c.new_code: c.year for c in changes if c.kind == "new"}
        self._townships: dict[tuple[str, str], str] = {}
        for code, county, name in townships:
            self._townships.setdefault((county, _TOWNSHIP_KINDS.sub("", name)), code)
            self._townships[county, name] = code

    def township(self, county: str, cell: Cell) -> str | None:
        """A township of a county by its name, with or without 镇, 乡, 街道."""
        name = text(cell)
        exact = self._townships.get((county, name))
        return exact or self._townships.get((county, _TOWNSHIP_KINDS.sub("", name)))

    def by_code(self, cell: Cell) -> Place:
        """A county by its code of today or of former times."""
        code = division_code(cell)
        if code is None or (code not in self.counties and code not in self._moved):
            if code is not None and code.endswith("00"):
                raise UnreadableCell("county-is-a-city")
            raise UnreadableCell("county-code-unknown")
        if code in self.counties:
            return Place(counties=(code,))
        return self._after(self._moved[code])

    def by_name(self, cell: Cell) -> Place:
        """A county by its name of today or of former times, short, or after its city's."""
        name = _ABOVE.sub("", text(cell).replace(" ", ""))
        for city in self._cities:
            for above in (city, city.removesuffix("市")):
                if name.startswith(above) and self._knows(name.removeprefix(above)):
                    name = name.removeprefix(above)
        if name in ALSO_CALLED:
            return Place(counties=(ALSO_CALLED[name],))
        if name in self._cities or f"{name}市" in self._cities:
            raise UnreadableCell("county-is-a-city")
        found = tuple(sorted(self._by_name.get(name, ())))
        if found:
            return Place(counties=found, reason="county-ambiguous" if len(found) > 1 else None)
        if name in self._renamed:
            return self._after(self._renamed[name])
        raise UnreadableCell("county-name-unknown", name=shown(cell))

    def by_code_or_name(self, cell: Cell) -> Place:
        """A column called 县 may hold either."""
        return self.by_code(cell) if division_code(cell) else self.by_name(cell)

    def _knows(self, name: str) -> bool:
        return name in self._by_name or name in self._renamed or name in ALSO_CALLED

    def _after(self, change: CodeChange) -> Place:
        """Where a former county's schools are now; a question if part of it was cut out later."""
        new = change.new_code
        later = tuple(
            part
            for part, sources in CUT_OUT_OF.items()
            if new in sources
            and change.year <= self._founded.get(part, 0)
            # 湾里区 joined 新建区 when 红谷滩区 was cut out; nothing of it went there.
            and change.kind != "merge"
        )
        if later:
            return Place(counties=(new, *later), reason="county-split")
        return Place(counties=(new,), note="county-renamed")

    def settle(self, place: Place, township: Cell) -> Place:
        """Let the township decide between counties, or show that the county named was split."""
        if not text(township):
            return place
        if len(place.counties) > 1:
            having = tuple(c for c in place.counties if self.township(c, township))
            if len(having) == 1:
                return Place(counties=having, note="county-by-township")
            return place
        for county in place.counties:
            if self.township(county, township):
                return place
            for part, sources in CUT_OUT_OF.items():
                if county in sources and self.township(part, township):
                    return Place(counties=(county, part), reason="county-split")
        return place


def agree(code: Place | None, name: Place | None) -> Place:
    """What the code and the name of a county say together; a question where they differ."""
    if code is None or name is None:
        return code or name or Place()
    both = tuple(c for c in code.counties if c in name.counties)
    if len(both) == 1:
        return Place(counties=both, note=code.note or name.note)
    if both:
        return Place(counties=both, reason=code.reason or name.reason)
    merged = tuple(dict.fromkeys(code.counties + name.counties))
    return Place(counties=merged, reason="county-code-and-name-differ")
