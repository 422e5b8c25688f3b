"""The units that fill forms, in the order of lists, and the travel bands of counties."""

from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.province.model import TravelBand
from outreach.returns.model import PROVINCE_CODE, Unit, UnitKind


def units(tx: Tx) -> dict[tuple[str, str], Unit]:
    """Everybody who may have to fill a form: the province, each city with its counties, venues."""
    found = [Unit(UnitKind.PROVINCE, PROVINCE_CODE, "江西省", "Jiangxi")]
    counties = province.counties(tx)
    for city in province.cities(tx):
        found.append(Unit(UnitKind.CITY, city.code, city.name, city.name_en))
        found += [
            Unit(UnitKind.COUNTY, county.code, county.name, county.name_en)
            for county in counties
            if county.city_code == city.code
        ]
    found += [
        Unit(UnitKind.VENUE, str(venue.id), venue.name, venue.name_en)
        for venue in catalogue.venues(tx)
    ]
    return {(unit.kind, unit.code): unit for unit in found}


def find_unit(tx: Tx, kind: str, code: str) -> Unit | None:
    return units(tx).get((kind, code))


def bands(tx: Tx) -> dict[str, TravelBand]:
    return {code: travel.band for code, travel in province.travel_to_museum(tx).items()}
