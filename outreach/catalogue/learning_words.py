"""When a learning sheet is used, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from outreach.catalogue.learning_model import Phase
from outreach.web.words import lazy

PHASES: Mapping[Phase, Any] = {
    Phase.BEFORE: lazy("参观前"),
    Phase.DURING: lazy("参观中"),
    Phase.AFTER: lazy("参观后"),
}
