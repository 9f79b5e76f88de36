"""The supervisory authority of the country where the union works, as data."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

OURS = Path(__file__).with_name("authorities.csv")


class Authority(NamedTuple):
    """visit: the street, "" when one writes or calls only; site_name: the site as it is said."""

    country: str
    name: str
    visit: str
    post: str
    phone: str
    site: str
    site_name: str


@cache
def known(file: Path) -> dict[str, Authority]:
    """By country, from a file with these columns in its first line. Raises OSError, ValueError with a sentence."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if missing := [name for name in Authority._fields if name not in (rows.fieldnames or ())]:
            raise ValueError(f"{file} lacks these columns: {', '.join(missing)}.")
        return {row["country"]: Authority(*((row[name] or "").strip() for name in Authority._fields)) for row in rows}


def here() -> Authority:
    """That of `settings.COUNTRY`, from the operator's own list first. Raises as `trouble` would say."""
    own = known(Path(settings.AUTHORITIES)) if settings.AUTHORITIES else {}
    return (known(OURS) | own)[settings.COUNTRY]


def trouble() -> str:
    """Why the authority cannot be told, in a sentence; "" when it can."""
    try:
        found = here()
    except KeyError:
        return f"No supervisory authority is known for the country {settings.COUNTRY}."
    except OSError as fault:
        return f"{settings.AUTHORITIES} cannot be read: {fault.strerror}."
    except (ValueError, csv.Error) as fault:
        return str(fault)
    if found.name and found.post and found.site.startswith("https://"):
        return ""
    return f"The supervisory authority of {settings.COUNTRY} needs a name, a postal address and a site."
