"""A board as plain numbers, for the command and for whoever reads its output."""

from typing import Any

from outreach.reach.model import Board, Equity, Reach


def figures(board: Board) -> dict[str, Any]:
    """Everything the board shows, unrounded; None is what a page shows as a dash."""
    return {
        "from": board.days.first.isoformat(),
        "to": board.days.last.isoformat(),
        "as_of": board.until.isoformat(),
        "province": of_reach(board.whole),
        "equity": of_equity(board.equity),
        "cities": [
            {"code": city.code, "name": city.name, **of_reach(city.reach)} for city in board.cities
        ],
        "counties": [
            {
                "code": one.county.code,
                "name": one.county.name,
                "city": one.county.city_name,
                **of_reach(one.reach),
            }
            for one in board.counties
        ],
    }


def of_reach(reach: Reach) -> dict[str, Any]:
    bottom, top = reach.people.interval
    return {
        "people": {
            "low": reach.people.low,
            "high": reach.people.high,
            "estimate": reach.people.estimate,
            "interval_95": [bottom, top],
            "cells_by_rule": {
                rule.value: reach.people.by_rule[rule] for rule in reach.people.by_rule
            },
        },
        "children": reach.children,
        "children_from": reach.denominator.value,
        "child_coverage": {
            "low": reach.share_low,
            "estimate": reach.share,
            "high": reach.share_high,
        },
        "schools": reach.schools,
        "schools_reached": reach.schools_reached,
        "school_coverage": reach.school_share,
        "activities": reach.totals.activities,
        "onsite_contacts": reach.totals.onsite,
        "onsite_pupils": reach.totals.onsite_pupils,
        "online_views": reach.totals.online,
        "contacts_per_thousand": reach.per_thousand,
        "last_day": reach.last_day.isoformat() if reach.last_day else None,
        "months_since_last": reach.months,
        "median_months_of_children": reach.median_wait,
    }


def of_equity(equity: Equity) -> dict[str, Any]:
    theil, floor = equity.theil, equity.floor
    return {
        "gini": equity.gini,
        "gini_unweighted": equity.gini_unweighted,
        "theil": theil.total if theil else None,
        "theil_between_cities": theil.between if theil else None,
        "theil_within_cities": theil.within if theil else None,
        "concentration": equity.concentration,
        "floor": {"county": floor[0], "child_coverage": floor[1]} if floor else None,
        "zero_counties": list(equity.zero),
    }
