"""The list of schools never or not lately reached, as a page and a workbook show it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import BytesIO

from outreach.campaigns import queries
from outreach.campaigns.model import Waiting
from outreach.kernel.db import Tx
from outreach.ledger.export import Line, harmless
from outreach.province import queries as province
from outreach.province import school_queries
from outreach.province.model import County, School, TravelBand
from outreach.web.words import _

SIZE = 50


class Since(StrEnum):
    """How long nothing may have reached a school for it to be on the list."""

    NEVER = "never"
    MONTHS_12 = "12"
    MONTHS_24 = "24"
    MONTHS_36 = "36"

    def holds(self, one: Waiting) -> bool:
        if one.months is None:
            return True
        return self is not Since.NEVER and one.months >= int(self)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the list somebody asks for, as far as it is among their own counties."""

    counties: tuple[County, ...]
    """Those that are asked for."""
    own: tuple[County, ...]
    county: str | None
    city: str | None
    township: str | None
    band: TravelBand | None
    since: Since
    pupils: int
    """At least so many; 0 takes in those of which nobody knows the number."""
    wishing: bool

    @classmethod
    def of(cls, args: Mapping[str, str], own: Collection[County]) -> "Asked":
        county = args.get("county")
        county = county if county in {each.code for each in own} else None
        city = args.get("city")
        city = city if city in {each.city_code for each in own} else None
        size = args.get("pupils", "")
        since = args.get("since", "")
        band = args.get("band", "")
        return cls(
            counties=tuple(
                each
                for each in own
                if county in (None, each.code) and city in (None, each.city_code)
            ),
            own=tuple(own),
            county=county,
            city=city,
            township=args.get("township") or None,
            band=TravelBand(band) if band in set(TravelBand) else None,
            since=Since(since) if since in set(Since) else Since.NEVER,
            pupils=int(size) if size.isascii() and size.isdigit() and len(size) < 6 else 0,
            wishing=args.get("wishing") == "yes",
        )

    @property
    def address(self) -> dict[str, str]:
        """The same question for another address."""
        told = {
            "county": self.county,
            "city": self.city,
            "township": self.township,
            "band": self.band.value if self.band else None,
            "since": self.since.value,
            "pupils": str(self.pupils) if self.pupils else None,
            "wishing": "yes" if self.wishing else None,
        }
        return {name: value for name, value in told.items() if value}

    def wants(self, one: Waiting) -> bool:
        return (
            self.since.holds(one)
            and (self.township is None or one.township_code == self.township)
            and (self.band is None or one.band is self.band)
            and (one.pupils or 0) >= self.pupils
            and (not self.wishing or one.wishes > 0)
        )


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the list, and the figures above it."""

    asked: Asked
    lines: tuple[tuple[Waiting, School], ...]
    counties: Mapping[str, County]
    townships: Mapping[str, str]
    number: int
    total: int
    never: int
    pupils: int
    unknown: int
    """Schools of which nobody told how many pupils they have."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // SIZE))


def chosen(tx: Tx, asked: Asked, *, today: date) -> list[Waiting]:
    """Every school that is asked for, however many."""
    return [one for one in queries.waiting(tx, asked.counties, today=today) if asked.wants(one)]


def found(tx: Tx, asked: Asked, *, page: int, today: date, size: int = SIZE) -> Found:
    every = chosen(tx, asked, today=today)
    number = min(max(1, page), max(1, -(-len(every) // size)))
    shown = every[(number - 1) * size : number * size]
    return Found(
        asked=asked,
        lines=_named(tx, shown),
        counties={county.code: county for county in asked.own},
        townships={
            town.code: town.name
            for town in (province.townships(tx, county_code=asked.county) if asked.county else ())
        },
        number=number,
        total=len(every),
        never=sum(one.months is None for one in every),
        pupils=sum(one.pupils or 0 for one in every),
        unknown=sum(one.pupils is None for one in every),
    )


def _named(tx: Tx, lines: Sequence[Waiting]) -> tuple[tuple[Waiting, School], ...]:
    schools: dict[int, School] = {}
    for start in range(0, len(lines), 500):  # below SQLite's limit of parameters
        ids = [one.school_id for one in lines[start : start + 500]]
        schools |= school_queries.schools_by_id(tx, ids)
    return tuple((one, schools[one.school_id]) for one in lines)


def workbook(tx: Tx, asked: Asked, *, today: date) -> BytesIO:
    """The whole list, one line per school; an empty cell where nobody knows."""
    import xlsxwriter

    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "constant_memory": False})
    sheet = book.add_worksheet(_("未到学校"))
    head = book.add_format({"bold": True})
    sheet.write_row(0, 0, headings(), head)
    for number, line in enumerate(_lines(tx, asked, today=today), start=1):
        sheet.write_row(number, 0, [harmless(cell) for cell in line])
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 7, 14)
    sheet.freeze_panes(1, 1)
    book.close()
    file.seek(0)
    return file


def headings() -> list[str]:
    return [
        _("学校"),
        _("县（市、区）"),
        _("乡镇（街道）"),
        _("路程带"),
        _("学生"),
        _("上次活动"),
        _("距今（月）"),
        _("未满足的申请"),
    ]


def _lines(tx: Tx, asked: Asked, *, today: date) -> list[Line]:
    return [
        (
            school.name,
            school.county_name,
            school.township_name or "",
            one.band.value,
            one.pupils,
            one.last_day.isoformat() if one.last_day else _("从未"),
            one.months,
            one.wishes,
        )
        for one, school in _named(tx, chosen(tx, asked, today=today))
    ]
