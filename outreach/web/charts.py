"""Where the lines of a chart go: numbers in, lengths and paths out. Knows no words, no colours.

A chart is 360 units wide, which is about a pixel each on a phone; `templates/macros/charts.html`
draws what stands here, the same on screen, on paper and inside a PDF.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH = 360
TOP, FOOT = 14, 22
"""Room above the highest mark, and for the names below."""
WIDE, NARROW = 11.5, 6.4
"""How wide a Han character and a Latin one are at the size of a chart's words."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure of a chart: its name, the number, how people read it, where its records are."""

    label: str
    value: float | None
    words: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale."""

    y: float
    value: float

    @property
    def words(self) -> str:
        return f"{self.value:,.0f}" if self.value >= 5 else f"{self.value:g}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its mark. `named` and `told` say whether there is room for name and figure."""

    mark: Mark
    x: float
    y: float
    width: float
    height: float
    named: bool = True
    told: bool = True

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars over a ground line (`standing`) or one below the other."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    standing: bool
    ground: float = 0.0
    left: float = 0.0
    """Where the ground begins; the figures of the scale stand before it."""
    ticks: tuple[Tick, ...] = ()

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(bar.mark for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Series:
    """Figures over the same steps. `spans` are (lowest, highest) where a figure is a range."""

    label: str
    marks: tuple[Mark, ...]
    spans: tuple[tuple[float, float] | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Strand:
    """A series as a path; `band` is the area of its spans."""

    label: str
    marks: tuple[Mark, ...]
    path: str
    dots: tuple[tuple[float, float], ...]
    band: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    width: int
    height: int
    ground: float
    left: float
    ticks: tuple[Tick, ...]
    steps: tuple[tuple[float, str], ...]
    strands: tuple[Strand, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A Lorenz curve inside its square."""

    size: int
    path: str
    points: tuple[tuple[float, float], ...]


def breadth(text: str) -> float:
    """How much room words take in a chart."""
    return sum(WIDE if ord(letter) > 0x2E80 else NARROW for letter in text)


def scale(top: float, *, parts: int = 3) -> list[float]:
    """Round numbers from 0 to at least `top`: steps of 1, 2, 2.5 or 5 times a power of ten."""
    if top <= 0 or not math.isfinite(top):
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(top / parts))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power * parts >= top * 0.999)
    return [round(step * at, 10) for at in range(math.ceil(top * 0.999 / step) + 1)]


def _ticks(top: float, *, height: float) -> tuple[Tick, ...]:
    values = scale(top)
    return tuple(Tick(round(TOP + height * (1 - each / values[-1]), 1), each) for each in values)


def _left(ticks: Sequence[Tick]) -> float:
    return max(24.0, max(breadth(tick.words) for tick in ticks) + 8)


def standing(
    marks: Sequence[Mark], *, width: int = WIDTH, plot: int = 120, top: float | None = None
) -> Bars:
    """Bars side by side over a ground line; `top` gives several charts the same scale."""
    highest = top if top is not None else max((mark.value or 0 for mark in marks), default=0)
    ticks = _ticks(highest, height=plot)
    left = _left(ticks)
    step = (width - left) / max(1, len(marks))
    every = max(1, math.ceil(max((breadth(mark.label) + 4 for mark in marks), default=1) / step))
    bars = []
    for at, mark in enumerate(marks):
        height = plot * (mark.value or 0) / ticks[-1].value
        bars.append(
            Bar(
                mark,
                x=round(left + at * step + step * 0.14, 1),
                y=round(TOP + plot - height, 1),
                width=round(step * 0.72, 1),
                height=round(height, 1),
                named=at % every == 0,
                told=bool(mark.value) and breadth(mark.words) <= step * 1.04,
            )
        )
    return Bars(width, TOP + plot + FOOT, tuple(bars), True, float(TOP + plot), left, ticks)


def lying(marks: Sequence[Mark], *, width: int = WIDTH) -> Bars:
    """Bars one below the other, name and figure above each: for names too long to stand."""
    most = max((mark.value or 0 for mark in marks), default=0) or 1
    bars = tuple(
        Bar(
            mark,
            x=0.0,
            y=at * 34.0 + 18,
            width=round(width * (mark.value or 0) / most, 1),
            height=9.0,
        )
        for at, mark in enumerate(marks)
    )
    return Bars(width, 34 * len(marks), bars, False)


def lines(
    steps: Sequence[str],
    series: Sequence[Series],
    *,
    width: int = WIDTH,
    plot: int = 130,
    top: float | None = None,
) -> Lines:
    """Lines over the same steps; where a figure is missing the line is interrupted."""
    known = [mark.value for each in series for mark in each.marks if mark.value is not None]
    known += [high for each in series for span in each.spans if span for high in span]
    ticks = _ticks(top if top is not None else max(known, default=0), height=plot)
    edge = _left(ticks)
    left = max(edge + 12, breadth(steps[0]) / 2) if steps else edge
    right = max(12.0, breadth(steps[-1]) / 2) if steps else 12.0
    reach = (width - left - right) / max(1, len(steps) - 1)
    across = [round(left + at * reach, 1) for at in range(len(steps))]

    def height_of(value: float) -> float:
        return round(TOP + plot * (1 - min(1.0, value / ticks[-1].value)), 1)

    every = max(1, math.ceil(max((breadth(step) + 6 for step in steps), default=1) / reach))
    return Lines(
        width=width,
        height=TOP + plot + FOOT,
        ground=float(TOP + plot),
        left=edge,
        ticks=ticks,
        steps=tuple(
            (across[at], step if (len(steps) - 1 - at) % every == 0 else "")
            for at, step in enumerate(steps)
        ),
        strands=tuple(
            Strand(
                each.label,
                each.marks,
                path=_path(
                    [
                        (x, None if mark.value is None else height_of(mark.value))
                        for x, mark in zip(across, each.marks, strict=True)
                    ]
                ),
                dots=tuple(
                    (x, height_of(mark.value))
                    for x, mark in zip(across, each.marks, strict=True)
                    if mark.value is not None
                ),
                band="".join(
                    _area(run)
                    for run in _runs(
                        [
                            (x, None if span is None else (height_of(span[0]), height_of(span[1])))
                            for x, span in zip(across, each.spans, strict=False)
                        ]
                    )
                ),
            )
            for each in series
        ),
    )


def _path(points: Sequence[tuple[float, float | None]]) -> str:
    pieces, pen = [], "M"
    for x, y in points:
        if y is None:
            pen = "M"
            continue
        pieces.append(f"{pen}{x:g} {y:g}")
        pen = "L"
    return "".join(pieces)


Edge = tuple[float, tuple[float, float]]


def _runs(
    spans: Sequence[tuple[float, tuple[float, float] | None]],
) -> Iterator[list[Edge]]:
    """Stretches of neighbouring steps that have a span."""
    run: list[Edge] = []
    for x, span in spans:
        if span is not None:
            run.append((x, span))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _area(run: Sequence[Edge]) -> str:
    """Along the upper edge and back along the lower one; a single step is a short upright bar."""
    if len(run) == 1:
        (x, span), half = run[0], 4
        run = [(x - half, span), (x + half, span)]
    over = [f"{x:g} {high:g}" for x, (_, high) in run]
    back = [f"{x:g} {low:g}" for x, (low, _) in reversed(run)]
    return "M" + "L".join([*over, *back]) + "z"


def lorenz(points: Sequence[tuple[float, float]], *, size: int = 200) -> Curve:
    """Cumulated shares as a path, y upwards."""
    path = "M" + "L".join(f"{x * size:.1f} {size - y * size:.1f}" for x, y in points)
    return Curve(size, path if points else "", tuple(points))
