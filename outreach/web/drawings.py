"""Drawings that leave the page: a PDF knows no style sheet of ours."""

from flask import render_template
from markupsafe import Markup


def alone(drawing: str, *, width: float, height: float) -> str:
    """An SVG of our templates as a file of its own, with its own colours."""
    whole = Markup(drawing)  # noqa: S704 - a template has made it, and escaped what people typed
    return render_template("macros/alone.svg", drawing=whole, width=width, height=height)
