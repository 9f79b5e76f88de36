"""Which association serves where someone lives (R36)."""

from typing import NamedTuple

from rinnalla.asks.models import Ask
from rinnalla.associations import places
from rinnalla.associations.models import Association, Municipality, folded

AT_MOST = 5  # places shown for one look-up


class Found(NamedTuple):
    municipality: Municipality
    association: Association | None  # None: the union itself


def found(typed: str) -> list[Found]:
    """The association of each place that `typed` may mean; of one place alone when its very name was given."""
    likely = places.find(typed, limit=AT_MOST)
    wanted = folded(typed)
    exact = [one for one in likely if wanted in (one.folded_fi, one.folded_sv)]
    return [Found(one, places.association_for(one)) for one in exact or likely]


def everyone() -> list[Association]:
    """Every working association by its name, for those who know which one they want."""
    return sorted(Association.objects.working(), key=lambda one: one.name)


def own_association(person) -> Association | None:
    """Where a signed-in person's newest request is; None for others."""
    if not person.is_authenticated:
        return None
    asks = Ask.objects.visible_to(person).filter(person=person).select_related("association")
    newest = asks.order_by("-pk").first()
    return newest.association if newest else None
