"""What just happened, said once on the next page."""

from typing import Any, Literal, cast

from flask import flash

Tone = Literal["good", "wait", "stop", "info"]


def say(text: str, tone: Tone = "good", *, undo: str | None = None, label: str = "") -> None:
    """`undo` is an address; a button 撤销, or `label`, then posts to it."""
    if undo is None:
        flash(text, tone)
        return
    # Flask keeps any JSON value, though its signature says text.
    flash(cast(Any, {"text": text, "undo": undo, "label": label}), tone)
