"""A cell's rule as one readable line, written and read in both languages.

    现场人次；类型=科普讲座、直播课；标签=全国科普月；期间=学年

The measure comes first, conditions follow with what they allow. Nothing at all is "does not
apply", shown as –. Reading accepts Chinese and English whoever reads, and the codes of the JSON.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import force_locale

from outreach.ledger.words import AUDIENCES, KINDS, LABELS
from outreach.province.model import TravelBand
from outreach.returns.model import CellKey, Definition, Period, Rule
from outreach.returns.words import JOINTS, MEASURES, PERIODS, PROGRAMMES, VENUES
from outreach.web.words import LANGUAGES, _, lazy

CONDITIONS: Mapping[str, Any] = {
    "kinds": lazy("类型"),
    "labels": lazy("标签"),
    "audience": lazy("对象"),
    "joint": lazy("合作"),
    "period": lazy("期间"),
    "programme": lazy("项目来源"),
    "bands": lazy("路程带"),
    "with_venues": lazy("场馆活动"),
}
BANDS: Mapping[TravelBand, Any] = {band: band.value for band in TravelBand}
CHOICES: Mapping[str, Mapping[Any, Any]] = {
    "kinds": KINDS,
    "labels": LABELS,
    "audience": AUDIENCES,
    "joint": JOINTS,
    "period": PERIODS,
    "programme": PROGRAMMES,
    "bands": BANDS,
    "with_venues": VENUES,
}
SEVERAL = frozenset({"kinds", "labels", "bands"})
BETWEEN = re.compile(r"\s*[、,，]\s*")


class BadRule(ValueError):
    """A rule that cannot be read; its text says which word, and what may stand there."""


def written(rule: Rule | None) -> str:
    """The line in the reader's language; an empty one where the column does not apply."""
    if rule is None:
        return ""
    parts = [str(MEASURES[rule.measure])]
    for name, allowed in _conditions(rule):
        words = str(_("、")).join(str(CHOICES[name][each]) for each in allowed)
        parts.append(f"{CONDITIONS[name]}={words}")
    return str(_("；")).join(parts)


def _conditions(rule: Rule) -> Iterable[tuple[str, list[Any]]]:
    for name, choices in CHOICES.items():
        told = getattr(rule, name)
        if name in SEVERAL:
            allowed = [each for each in choices if each in told]
        else:
            allowed = [told] if told not in (None, False, Period.OF_FORM) else []
        if allowed:
            yield name, allowed


def read(text: str) -> Rule | None:
    """The rule that a line says; `BadRule` tells which word nobody knows."""
    parts = [part.strip() for part in re.split(r"[;；\n]", text) if part.strip()]
    if not parts or parts == ["–"]:
        return None
    measure = _meant(parts[0], MEASURES)
    if measure is None:
        raise BadRule(
            _("不认识“%(word)s”。开头要写数什么：%(known)s。", word=parts[0], known=_all(MEASURES))
        )
    told: dict[str, Any] = {}
    for part in parts[1:]:
        name, allowed = _condition(part)
        if name in told:
            raise BadRule(_("“%(word)s”写了两次。", word=str(CONDITIONS[name])))
        told[name] = allowed
    return Rule(measure, **told)


def _condition(part: str) -> tuple[str, Any]:
    name_text, equals, words = re.sub(r"[＝：:]", "=", part, count=1).partition("=")
    name = _meant(name_text.strip(), CONDITIONS)
    if name is None or not equals:
        raise BadRule(
            _(
                "不认识条件“%(word)s”。可以写：%(known)s，后面用“=”。",
                word=part,
                known=_all(CONDITIONS),
            )
        )
    choices = CHOICES[name]
    allowed = [_known(word, choices, name) for word in _words(words.strip(), choices)]
    if name in SEVERAL:
        return name, frozenset(allowed)
    if len(allowed) > 1:
        raise BadRule(_("“%(word)s”只能写一项。", word=str(CONDITIONS[name])))
    return name, allowed[0]


def _words(text: str, choices: Mapping[Any, Any]) -> Iterator[str]:
    """The words between commas; the longest that means something, as names hold commas too."""
    ends = [*(found.span() for found in BETWEEN.finditer(text)), (len(text), len(text))]
    start = 0
    while start < len(text) or not text:
        after = [(end, following) for end, following in ends if end >= start]
        known = (e for e in reversed(after) if _meant(text[start : e[0]], choices) is not None)
        end, following = next(known, after[0])
        yield text[start:end]
        if following == len(text):
            return
        start = following


def _known(word: str, choices: Mapping[Any, Any], name: str) -> Any:
    meant = _meant(word, choices)
    if meant is None:
        raise BadRule(
            _(
                "“%(name)s”里没有“%(word)s”。可以写：%(known)s。",
                name=str(CONDITIONS[name]),
                word=word,
                known=_all(choices),
            )
        )
    return meant


def _meant(word: str, choices: Mapping[Any, Any]) -> Any:
    """What a word stands for in either language, or by its code; None when nothing."""
    for language in LANGUAGES:
        with force_locale(language):
            for choice, words in choices.items():
                if word in (str(words), str(choice)):
                    return choice
    return None


def _all(choices: Mapping[Any, Any]) -> str:
    return str(_("、")).join(map(str, choices.values()))


def in_chinese(made: Definition) -> dict[CellKey, str]:
    """Every cell's rule as papers print it, whoever asks."""
    with force_locale("zh_Hans_CN"):
        return {key: written(rule) for key, rule in made.cells}
