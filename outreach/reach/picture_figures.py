"""All measures as plain numbers, for the command and for whoever reads its output."""

from collections.abc import Sequence
from typing import Any

from outreach.reach.clusters import Moran, Spot
from outreach.reach.cohorts import CohortReach
from outreach.reach.covering import Cover
from outreach.reach.dose import Dose
from outreach.reach.equity import Theil
from outreach.reach.gap import Gap
from outreach.reach.picture import (
    CATCHMENT_KM,
    NEAR_KM,
    SLOW_DECLINE,
    Access,
    Counted,
    Measures,
    Schooling,
)


def of_measures(found: Measures) -> dict[str, Any]:
    """How reach is spread, unrounded; None is what a page shows as a dash."""
    return {
        "intensity": {"contacts_per_thousand": found.per_thousand},
        "floor": {"county": found.floor[0], "value": found.floor[1]} if found.floor else None,
        "compared_by": "contacts_per_child" if found.estimate is None else "child_coverage",
        "zero_counties": list(found.zero),
        "gini": found.gini,
        "gini_unweighted": found.gini_unweighted,
        "theil": _theil(found.theil),
        "lorenz": [list(point) for point in found.lorenz],
        "concentration": {
            "by_schooling": found.by_schooling,
            "by_urban_share": found.by_urban_share,
        },
        "urban_rural_gap": {
            "contacts_per_child": _gap(found.contact_gap),
            "people": None if found.people_gap is None else _gap(found.people_gap),
        },
        "access": {
            "2sfca": {"km": CATCHMENT_KM, **_access(found.catchment)},
            "e2sfca": {
                "weights_by_km": {f"{km:g}": weight for km, weight in SLOW_DECLINE.items()},
                **_access(found.slow_catchment),
            },
        },
        "travel_bands": [
            {
                "band": one.band.value,
                "counties": one.counties,
                "children": one.children,
                "contacts": one.contacts,
                "contacts_per_thousand": one.per_thousand,
                "people": one.reached if found.estimate is not None else None,
                "child_coverage": one.coverage if found.estimate is not None else None,
            }
            for one in found.bands
        ],
        "moran": {
            "row_standardised": _moran(found.moran),
            "binary": _moran(found.moran_binary),
        },
        "gi_star": {
            "z": dict(found.gi_star),
            "cold_spots": [_spot(spot) for spot in found.cold],
            "warm_spots": [_spot(spot) for spot in found.warm],
            "false_discovery_rate": 0.05,
        },
        "rank_stability": {
            "parts": ["lacking_schooling", "rural_share", "coverage_missing"],
            "kendall_tau": [list(pair) for pair in found.stability.taus],
            "lowest": found.stability.lowest,
        },
        "covering": {
            "km": NEAR_KM,
            "children_not_reached": [_cover(cover) for cover in found.covers.values()],
            "all_children": [_cover(cover) for cover in found.covers_all.values()],
        },
    }


def of_schooling(found: Schooling) -> dict[str, Any]:
    """What needs the ledger's head counts and the register."""
    return {
        "dose_three_years": of_dose(found.dose),
        "cohorts_in_primary_school": [of_cohort(one) for one in found.cohorts],
        "townships": {
            "areas": [
                {
                    "area": one.area.value,
                    "schools": one.schools,
                    "schools_reached": one.schools_reached,
                    "pupils": one.pupils,
                    "people": one.people,
                    "coverage": one.share,
                }
                for one in found.areas
            ],
            "gap": _gap(found.area_gap),
        },
        "contact_hours": {
            "all": found.hours.contact_hours,
            "pupils": found.hours.pupil_hours,
            "share_of_contacts_with_minutes": found.hours.share_timed,
        },
    }


def of_dose(found: Dose) -> dict[str, Any]:
    names = ("0", "1", "2", "3+")
    return {
        "children": found.children,
        "by_contacts": dict(zip(names, found.by_contacts, strict=True)),
        "contacts": found.contacts,
        "contacts_per_child_reached": found.mean,
    }


def of_cohort(found: CohortReach) -> dict[str, Any]:
    people = found.people
    return {
        "entered": found.entered,
        "grade": found.grade,
        "has_left_primary_school": found.has_left,
        "children": found.children,
        "children_from": "register" if found.from_register else "cohorts",
        "people": {
            "low": people.low,
            "high": people.high,
            "estimate": people.estimate,
            "interval_95": list(people.interval),
            "cells_by_rule": {rule.value: cells for rule, cells in people.by_rule.items()},
        },
        "coverage": {
            "low": found.share_low,
            "estimate": found.share,
            "interval_95": list(found.interval),
            "high": found.share_high,
        },
    }


def of_counted(counted: Sequence[Counted]) -> list[dict[str, Any]]:
    """County by county what a file said, and what follows from it at once."""
    return [
        {
            "code": one.county.code,
            "name": one.county.name,
            "city": one.county.city_name,
            "children": one.children,
            "contacts": one.contacts,
            "contacts_per_thousand": 1000 * one.per_child if one.children else None,
            "people": {"low": one.low, "estimate": one.estimate, "high": one.high},
            "child_coverage": one.share,
        }
        for one in counted
    ]


def _theil(found: Theil | None) -> dict[str, float] | None:
    if found is None:
        return None
    return {"total": found.total, "between_cities": found.between, "within_cities": found.within}


def _gap(found: Gap) -> dict[str, float | None]:
    return {
        "urban": found.urban,
        "rural": found.rural,
        "difference": found.difference,
        "ratio": found.ratio,
    }


def _access(found: Access) -> dict[str, Any]:
    return {
        "contacts_within_reach_per_child": dict(found.by_county),
        "counties_with_nothing": found.nothing,
        "contacts_in_reach": found.in_reach,
    }


def _moran(found: Moran | None) -> dict[str, float] | None:
    if found is None:
        return None
    return {"index": found.index, "expected": found.expected, "z": found.z, "p": found.p}


def _spot(spot: Spot) -> dict[str, Any]:
    return {"code": spot.code, "z": spot.z, "p": spot.p, "adjusted_p": spot.adjusted}


def _cover(cover: Cover) -> dict[str, Any]:
    return {
        "stops": list(cover.stops),
        "children": cover.covered,
        "bound": cover.bound,
        "at_least_of_best": cover.quality,
    }
