"""Lines from other regions: what somebody hopes for, told without a name (R18). Topics show when these stand alone."""

from django.utils.translation import gettext_lazy as _

from rinnalla.associations.models import Topic, coordinated_keys
from rinnalla.boundary import scope
from rinnalla.desk.worklist.lines import Line
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.matching import sentences
from rinnalla.matching.models import NamelessNeed
from rinnalla.people.models import Person

MOST = 100
WORDS = _("Somebody in another region hopes for a peer. Perhaps you have someone.")


def lines(person: Person) -> list[Line]:
    """By language alone: each opening of more is written down for the person whose need it is."""
    if not any(coordinated_keys(person)):
        return []
    with scope.system("matching"):
        needs = list(NamelessNeed.objects.visible_to(person).select_related("ask").order_by("made_at")[:MOST])
    return [
        Line(
            "elsewhere", need.code, WORDS, need.made_at, ("desk-need", need.code), about=need.ask.get_language_display()
        )
        for need in needs
        if need.is_current
    ]


def say_what(found: list[Line], *, by: Person) -> None:
    """Topics and ways of keeping in touch beside the language; one reading for all lines of the page."""
    with scope.system("matching"):
        rows = NamelessNeed.objects.visible_to(by).filter(code__in=[line.key for line in found])
        needs = list(rows.select_related("ask__person"))
    opened = reading.opened_many(needs, "told", by=by, purpose=Purpose.MATCHING)
    topics = {topic.key: topic.name for topic in Topic.objects.all()}
    said = {need.code: one.told for need, one in zip(needs, opened, strict=True) if not one.is_erased}
    for line in found:
        told = said.get(line.key) or {"topics": [], "modes": []}
        words = [topics[key] for key in told["topics"] if key in topics]
        words += sentences.modes(told["modes"])
        line.about = " · ".join([*words, str(line.about)])
