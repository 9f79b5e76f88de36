"""Finding a municipality from what someone writes, and the association that serves it (R18, R36)."""

from difflib import SequenceMatcher
from math import asin, cos, radians, sin, sqrt

from rinnalla.associations.models import Association, Municipality, folded

LONGEST_NAME = 60  # letters looked at; no municipality has a longer name
CLOSE = 0.7  # likeness of spelling, 0 to 1; "Helsingissä" and "Tampereela" are found, "Berlin" is not
EARTH_KM = 6371.0


def find(text: str, limit: int = 8) -> list[Municipality]:
    """Municipalities that `text` may mean, the likeliest first; two statements.

    text    a name in Finnish or Swedish or its beginning, without regard to case, accents and hyphens; misspelt or
            inflected names are tried last. Five digits are a postcode, when the operator has brought a list of them.
    """
    typed = text.strip()[:LONGEST_NAME]
    if typed.isascii() and typed.isdigit():
        return list(Municipality.objects.filter(postcodes__code=typed)[:limit])
    wanted = folded(typed)
    if not wanted:
        return []
    names = Municipality.objects.order_by("fi").values_list("code", "folded_fi", "folded_sv")
    codes = _likeliest(wanted, list(names))[:limit]
    rows = Municipality.objects.in_bulk(codes)
    return [rows[code] for code in codes]


def _likeliest(wanted: str, names: list[tuple[str, str, str]]) -> list[str]:
    """Codes whose name is `wanted`, begins with it, or has it inside; when there are none, those spelt nearly so."""
    ranked = sorted((rank, code) for code, fi, sv in names if (rank := _rank(wanted, fi, sv)) < 3)
    if ranked:
        order = {code: place for place, (code, _fi, _sv) in enumerate(names)}
        ranked.sort(key=lambda found: (found[0], order[found[1]]))
        return [code for _rank_, code in ranked]
    close = [(max(_likeness(wanted, fi), _likeness(wanted, sv)), code) for code, fi, sv in names]
    return [code for likeness, code in sorted(close, reverse=True) if likeness >= CLOSE]


def _rank(wanted: str, *names: str) -> int:
    """0 the very name · 1 its beginning · 2 inside it · 3 none of these"""
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    return 2 if len(wanted) > 2 and any(wanted in name for name in names) else 3


def _likeness(wanted: str, name: str) -> float:
    """Likeness of spelling, 0 to 1, also without an ending ("Turussa"); people seldom miss the first letter."""
    if wanted[0] != name[0]:
        return 0.0
    stems = {wanted, wanted[: len(name)]}
    return max(SequenceMatcher(None, stem, name, autojunk=False).ratio() for stem in stems)


def association_for(municipality: Municipality | None) -> Association | None:
    """The association that serves this municipality, or None: then the union's own queue does (R18)."""
    if municipality is None:
        return None
    return Association.objects.working().filter(area=municipality).order_by("fi", "pk").first()


def distance_km(a: Municipality, b: Municipality) -> float:
    """Kilometres in a straight line between the centres of two municipalities; accurate to about 1 km."""
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    across = sin(radians(b.longitude - a.longitude) / 2) ** 2
    along = sin((lat_b - lat_a) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(along + cos(lat_a) * cos(lat_b) * across)))
