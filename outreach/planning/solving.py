"""The process that solves: a day as JSON comes in, what it is doing and the answer go out.

`python -m outreach.planning.solving` is started by `solver.py` and by the benchmark; no web process
imports the solver. Each line on standard output is one JSON object: `{"stage": …}` or, last,
`{"answer": …}`.
"""

import json
import os
import resource
import sys

from outreach.planning.frozen import day_of, frozen_answer
from outreach.planning.rotation import solve

MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 150
"""Of processor time; more than all that solving may take."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    # The solver greets on standard output; only our own lines may go there.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(line: dict[str, object]) -> None:
        out.write(json.dumps(line, sort_keys=True) + "\n")
        out.flush()

    day = day_of(json.load(sys.stdin))
    answer = solve(day, say=lambda stage: tell({"stage": stage}))
    tell({"answer": frozen_answer(answer)})


if __name__ == "__main__":
    main()
