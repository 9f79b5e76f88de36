"""The supervisory authority of the country where the union works, as data."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings


class Authority(NamedTuple):
    country: str
    name: str
    post: str
    phone: str
    site: str
    site_name: str


@cache
def _all() -> dict[str, Authority]:
    with Path(__file__).with_name("authorities.csv").open(encoding="utf-8") as file:
        return {row["country"]: Authority(**row) for row in csv.DictReader(file)}


def here() -> Authority:
    """Raises KeyError for a country that is not in the list; the settings name one of it."""
    return _all()[settings.COUNTRY]
