"""One word for one thing, and every word people read in both languages."""

import ast
import re
from collections.abc import Iterator

from jinja2 import Environment, nodes
from jinja2.visitor import NodeVisitor

from tests import catalogue
from tests.architecture.source import HAN, ROOT, modules, templates

# The words that docs/words.md puts another word in place of.
BANNED = frozenset(
    """product products course courses event events slot slots appointment appointments
    customer customers client clients seat seats ticket tickets reservation reservations
    queue queues document documents utils helper helpers manager managers blackout
    notification notifications staff""".split()  # noqa: SIM905 - a list of forty quotes reads worse
)
# Names that say nothing.
EMPTY = frozenset({"data", "info", "item", "items", "obj", "flag", "stuff", "common", "core"})
# Names that belong to somebody else's interface, or mean something else; each with its reason.
BORROWED = {
    ("outreach/kernel/db.py", "event"): "sqlalchemy.event",
    ("outreach/season/tables.py", "event"): "sqlalchemy.event",
    ("outreach/feeds/render.py", "Event"): "icalendar.Event",
    ("outreach/web/tokens.py", "data"): "wtforms.Field.data",
    ("outreach/cli.py", "obj"): "click.Context.obj",
    ("outreach/roster/outside.py", "client"): "http.client",
    ("outreach/province/model.py", "seat"): "a county's seat, 县城",
    ("outreach/papers/word_file.py", "Document"): "docx.Document",
}
GETTEXT = frozenset({"_", "gettext", "ngettext", "lazy", "lazy_gettext", "lazy_ngettext"})
# Chinese that is not a page's own words; each with its reason.
TERMINAL = "the terminal has no switch: it speaks both languages at once"
SPREADSHEETS = "reads what people type into spreadsheets, which is Chinese whoever reads the page"
PAPERS = "papers that schools print, seal and file are Chinese, whoever reads the page"
CHINESE = {
    "outreach/catalogue/exhibit_header.py": SPREADSHEETS,
    "outreach/catalogue/exhibit_list.py": SPREADSHEETS,
    "outreach/catalogue/exhibit_import_actions.py": "joins names of exhibits, as they stand",
    "outreach/cli.py": TERMINAL,
    "outreach/reach/gap.py": "kinds of townships, as the province's list names them",
    "outreach/duty/walk_in_actions.py": "a record's title, in Chinese whoever reads the ledger",
    "outreach/duty/sheet_rules.py": "reads times as people write them on paper, 9点05",
    "outreach/ledger/columns.py": SPREADSHEETS,
    "outreach/ledger/likeness.py": "leaves aside words that most titles have",
    "outreach/ledger/import_cells.py": SPREADSHEETS,
    "outreach/ledger/import_counts.py": SPREADSHEETS,
    "outreach/ledger/import_entry.py": SPREADSHEETS,
    "outreach/ledger/import_lines.py": SPREADSHEETS,
    "outreach/ledger/import_papers.py": SPREADSHEETS,
    "outreach/ledger/import_reading.py": SPREADSHEETS,
    "outreach/ledger/import_twins.py": SPREADSHEETS,
    "outreach/ledger/import_words.py": SPREADSHEETS,
    "outreach/province/cells.py": SPREADSHEETS,
    "outreach/province/list_counties.py": SPREADSHEETS,
    "outreach/province/headers.py": SPREADSHEETS,
    "outreach/province/list_header.py": SPREADSHEETS,
    "outreach/province/list_lines.py": SPREADSHEETS,
    "outreach/province/school_import.py": SPREADSHEETS,
    "outreach/province/spelling.py": SPREADSHEETS,
    "outreach/returns/month_pack.py": PAPERS,
    "outreach/returns/pack_sheets.py": PAPERS,
    "outreach/returns/packing.py": PAPERS,
    "outreach/returns/places.py": "the province's name, as its papers print it",
    "outreach/returns/word_form.py": PAPERS,
    "outreach/returns/workbook.py": PAPERS,
    "outreach/web/filters.py": "patterns of dates, chosen by language beside the English ones",
    "outreach/web/styleguide.py": "a page for us, never shown to visitors",
    "outreach/notices/mails.py": "the sender's name, in a mapping by language",
    "outreach/papers/blanks.py": PAPERS,
    "outreach/papers/print_facts.py": PAPERS,
    "outreach/papers/safety_blanks.py": PAPERS,
    "outreach/papers/word_file.py": PAPERS,
    "outreach/notices/mime.py": "the sender's name, the same whoever reads the mail",
}
LANGUAGE_NAMES = frozenset({"中文"})  # a language is called by its own name


def names_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.split(".")[-1]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield from [node.attr] if ast.unparse(node.value) == "self" else []


def words_of(name: str) -> list[str]:
    """`find_bookingForm` is find, booking, form."""
    return re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", name).lower())


def test_identifiers_use_the_museums_words() -> None:
    offenders = {
        f"{path}: {name}"
        for path, tree in modules().items()
        for name in names_in(tree)
        if (BANNED.intersection(words_of(name)) or name in EMPTY) and (path, name) not in BORROWED
    }

    assert offenders == set()


def test_files_use_the_museums_words() -> None:
    named = [*modules(), *(path.relative_to(ROOT).as_posix() for path in templates())]

    assert [name for name in named if BANNED.intersection(words_of(name))] == []


def test_every_message_is_there_in_both_languages() -> None:
    assert catalogue.complaints() == []


def chinese_outside_gettext(tree: ast.Module) -> Iterator[int]:
    """Lines with Chinese text that no call to gettext surrounds; docstrings are for us."""
    spoken: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in GETTEXT:
            spoken.update(ast.walk(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            spoken.add(node.value)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or node in spoken:
            continue
        if isinstance(node.value, str) and HAN.search(node.value):
            yield node.lineno


def test_no_chinese_in_code_escapes_the_catalogue() -> None:
    offenders = [
        f"{name}:{line}"
        for name, tree in modules().items()
        if name not in CHINESE and not name.endswith("/commands.py")  # those speak TERMINAL
        if not name.startswith("outreach/sample/")  # invented names of places and people
        for line in chinese_outside_gettext(tree)
    ]

    assert offenders == []


class Unspoken(NodeVisitor):
    """Collects Chinese in a template that does not pass through gettext."""

    def __init__(self) -> None:
        self.lines: list[int] = []

    def visit_Call(self, node: nodes.Call) -> None:  # noqa: N802 - Jinja names it
        if not (isinstance(node.node, nodes.Name) and node.node.name in GETTEXT):
            self.generic_visit(node)

    def visit_TemplateData(self, node: nodes.TemplateData) -> None:  # noqa: N802
        if set(re.findall(f"{HAN.pattern}+", node.data)) - LANGUAGE_NAMES:
            self.lines.append(node.lineno)

    def visit_Const(self, node: nodes.Const) -> None:  # noqa: N802
        if isinstance(node.value, str) and HAN.search(node.value):
            self.lines.append(node.lineno)


def test_no_chinese_in_a_template_escapes_the_catalogue() -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    offenders = []
    for path in templates():
        reader = Unspoken()
        reader.visit(environment.parse(path.read_text(encoding="utf-8")))
        offenders += [f"{path.relative_to(ROOT)}:{line}" for line in reader.lines]

    assert offenders == []
