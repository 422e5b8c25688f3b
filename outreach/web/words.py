"""Two languages: Chinese is written in the source, English in one PO file per slice."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, request, session
from flask_babel import Babel, Domain, get_locale, gettext, lazy_gettext, ngettext

__all__ = ["LANGUAGES", "_", "init_words", "lazy", "ngettext"]

LANGUAGES = ("zh_Hans_CN", "en")
CATALOGUES = Path(__file__).parent.parent / "translations"

_ = gettext
lazy = lazy_gettext


@cache
def english() -> Translations:
    """All PO files as one catalogue, read once; compiling them ahead would be one more step."""
    merged = Catalog(locale="en", fuzzy=False)
    for path in sorted((CATALOGUES / "en").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                if message.id and message.string:
                    merged.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(compiled)


class Catalogues(Domain):  # type: ignore[misc]  # flask-babel's is untyped
    """Chinese is the text itself; English comes from the PO files."""

    def get_translations(self) -> NullTranslations:
        return english() if str(get_locale()) == "en" else NullTranslations()


def chosen_language() -> str:
    """What the person chose, else what the browser prefers, else Chinese."""
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    best = request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans-CN", "en"])
    return "en" if best == "en" else "zh_Hans_CN"


def init_words(app: Flask) -> None:
    babel = Babel(
        app,
        default_locale="zh_Hans_CN",
        default_timezone="Asia/Shanghai",
        locale_selector=chosen_language,
    )
    babel.__dict__["domain_instance"] = Catalogues()
    app.jinja_env.policies["ext.i18n.trimmed"] = True
