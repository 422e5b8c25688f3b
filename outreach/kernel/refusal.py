"""Answers that decline: understood, and not possible, with the facts that say why."""

from collections.abc import Iterator
from typing import Any, ClassVar


class Refusal(Exception):
    """An expected no. Carries facts and a kebab-case code; templates carry the words.

    Subclasses are dataclasses with `eq=False`, so that exceptions stay hashable and Python
    may attach tracebacks. `status` is the HTTP status of the page that explains it.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 409

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    def __str__(self) -> str:
        return f"{self.code} {self.facts}"


def every_refusal(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """All kinds of refusal known to the modules imported so far."""
    for kind in base.__subclasses__():
        if "code" in vars(kind):
            yield kind
        yield from every_refusal(kind)
