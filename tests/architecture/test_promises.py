"""What the application promises about itself: who may see what, and a word for every refusal."""

import pkgutil
from importlib import import_module
from pathlib import Path

from flask import Flask
from jinja2 import meta, nodes

import outreach
from outreach.kernel.refusal import Refusal, every_refusal
from outreach.web.gate import audience_of
from tests.architecture.source import ROOT

REFUSALS = ROOT / "templates" / "refusals"


def all_refusals() -> list[type[Refusal]]:
    for module in pkgutil.walk_packages(outreach.__path__, "outreach."):
        if ".migrations." not in module.name:
            import_module(module.name)
    return sorted(every_refusal(), key=lambda refusal: refusal.code)


def test_every_view_says_who_may_use_it(app: Flask) -> None:
    silent = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not audience_of(app.view_functions[rule.endpoint])
    ]

    assert silent == []


def test_every_refusal_has_its_words_and_no_words_are_left_over() -> None:
    written = {path.stem for path in REFUSALS.glob("*.html") if not path.name.startswith("_")}

    assert written == {refusal.code for refusal in all_refusals()}


def test_no_two_refusals_share_a_code() -> None:
    codes = [refusal.code for refusal in all_refusals()]

    assert codes == sorted(set(codes))


def test_the_words_of_a_refusal_use_only_its_facts(app: Flask) -> None:
    """Undeclared names would come out empty on the page that explains."""
    offered = set(app.jinja_env.globals) | {"refusal", "back"}
    with app.test_request_context():
        everywhere: dict[str, object] = {}
        app.update_template_context(everywhere)
    offered |= set(everywhere)
    unknown = {}
    for refusal in all_refusals():
        source = (REFUSALS / f"{refusal.code}.html").read_text(encoding="utf-8")
        facts = set(getattr(refusal, "__dataclass_fields__", {}))
        tree = app.jinja_env.parse(source)
        imported = {found.target for found in tree.find_all(nodes.Import)}
        names = meta.find_undeclared_variables(tree) - imported - offered - facts
        if names:
            unknown[refusal.code] = names

    assert unknown == {}


def test_every_table_can_be_reached_by_a_migration() -> None:
    written = "".join(
        path.read_text(encoding="utf-8")
        for path in (Path(outreach.__path__[0]) / "migrations" / "versions").glob("*.py")
    )
    for path in sorted(Path(outreach.__path__[0]).glob("*/tables.py")):
        import_module(f"outreach.{path.parent.name}.tables")
    from outreach.kernel.db import Row

    assert [name for name in Row.metadata.tables if f'"{name}"' not in written] == []
