"""`python3 dev.py bench [NAME …] [--quick] [--out FILE]`: all benchmarks, or those named.

What was reached is printed as it comes, on the error channel; the JSON goes to the standard
output, or to a file.
"""

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    availability,
    board,
    booking,
    exhibits,
    feed,
    ledger_import,
    reach_years,
    returns,
    roster,
    rotation,
    school_import,
    scorecard,
)
from benchmarks.measuring import Figures, machine, show

BENCHMARKS = {
    "booking": booking.run,
    "availability": availability.run,
    "board": board.run,
    "reach_years": reach_years.run,
    "school_import": school_import.run,
    "scorecard": scorecard.run,
    "ledger_import": ledger_import.run,
    "exhibits": exhibits.run,
    "feed": feed.run,
    "rotation": rotation.run,
    "roster": roster.run,
    "returns": returns.run,
}
SHOWN = (
    "ratio",
    "cpu_ratio",
    "ours_ms",
    "classes_per_s",
    "p99_ms",
    "growth",
    "growth_of_ms_each",
    "gap",
    "seconds",
    "peak_mb",
    "read_peak_mb",
)


def lines(figures: Figures, path: tuple[str, ...] = ()) -> list[str]:
    """The few figures that say most, with the way to them in the JSON."""
    found = []
    for key, value in figures.items():
        if key in SHOWN:
            found.append(f"{' · '.join(path):<44} {key:<18} {value}")
        elif isinstance(value, dict):
            found += lines(value, (*path, key))
    return found


def main() -> None:
    door = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    door.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    door.add_argument("--quick", action="store_true", help="only try whether everything runs")
    door.add_argument("--out", type=Path, help="write the JSON to this file")
    asked = door.parse_args()
    unknown = set(asked.names) - set(BENCHMARKS)
    if unknown:
        door.error(f"unknown: {', '.join(sorted(unknown))}")
    figures: Figures = {"day": datetime.now(UTC).date().isoformat(), "machine": machine()}
    for name in asked.names or BENCHMARKS:
        began = time.monotonic()
        figures[name] = BENCHMARKS[name](quick=asked.quick)
        figures[name]["took_s"] = round(time.monotonic() - began, 1)
        sys.stderr.write("\n".join(lines(figures[name], (name,))) + "\n")
    figures["machine"]["load_at_end"] = machine()["load"]
    if asked.out:
        asked.out.write_text(show(figures) + "\n", encoding="utf-8")
    else:
        print(show(figures))


if __name__ == "__main__":
    main()
