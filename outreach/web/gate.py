"""Every view says who may use it; what says nothing is closed."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed-in"


def _marked(view: View, audience: frozenset[str]) -> View:
    view.allowed_roles = audience  # type: ignore[attr-defined]  # a mark on the function itself
    return view


def allows(*roles: str) -> Callable[[View], View]:
    """Only people who hold one of these roles, anywhere; objects are judged by the view."""
    audience = frozenset(str(role) for role in roles)
    return lambda view: _marked(view, audience)


def public(view: View) -> View:
    """Anybody, signed in or not."""
    return _marked(view, frozenset({PUBLIC}))


def signed_in(view: View) -> View:
    """Anybody who has signed in."""
    return _marked(view, frozenset({SIGNED_IN}))


def audience_of(view: Callable[..., Any]) -> frozenset[str]:
    """Who may use a view; empty when it does not say, which closes it."""
    audience: frozenset[str] = getattr(view, "allowed_roles", frozenset())
    return audience
