"""A printed sheet as its parts: said once, set as PDF and as a Word file from the same list."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of its own, such as the name of whom a letter goes to."""

    text: str
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, its first line indented by two characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """Numbered sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A table of labels and values, two pairs a row; a pair alone in its row goes across."""

    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a header; widths are relative, empty cells are written in by hand."""

    header: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Opinions:
    """Boxes in which somebody writes, signs and seals."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """Here the page is cut; what is below goes back."""

    text: str


@dataclass(frozen=True, slots=True)
class Seal:
    """Who signs and seals a letter, and when."""

    name: str


@dataclass(frozen=True, slots=True)
class Foot:
    """填表人、审核人、负责人、日期、公章处, as below every official table."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code as SVG, with a line below; it holds what `holds` says and nothing else."""

    holds: str
    svg: str
    text: str


Part = Heading | Line | Paragraph | Points | Pairs | Grid | Opinions | Cut | Seal | Foot | Code


@dataclass(frozen=True, slots=True)
class Sheet:
    """`day` is the record's and not today: the same record prints the same bytes."""

    title: str
    number: str
    day: date
    parts: tuple[Part, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it, each part with the name of its kind."""
        return {
            "title": self.title,
            "number": self.number,
            "day": [self.day.year, self.day.month, self.day.day],
            "parts": [{"kind": type(p).__name__.lower()} | asdict(p) for p in self.parts],
        }
