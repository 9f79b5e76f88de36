"""Mending what others wrote of a person, when they wished it: the very texts, from the wish itself (GDPR art. 16)."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.asks.models import Ask
from rinnalla.base.errors import NotAllowed
from rinnalla.boundary import scope
from rinnalla.ledger import book, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Person
from rinnalla.privacy.rights import policies
from rinnalla.privacy.rights.choices import About
from rinnalla.privacy.rights.models import RightsRequest
from rinnalla.supporters.models import Supporter


@dataclass(frozen=True)
class Text:
    """A text that someone wrote of another. column: the sealed field; parts: keys in it; "" when it is words alone."""

    thing: Ask | Supporter
    column: str
    parts: tuple[str, ...]


PARTS = {About.SIGNPOST: ("",), About.INTERVIEW: ("motives", "limits", "notes"), About.ANSWER: ("words",)}
COLUMN = {About.SIGNPOST: "signpost", About.INTERVIEW: "interview", About.ANSWER: "answer"}


def text_of(wish: RightsRequest) -> Text | None:
    """The text that the wish is about, in the association that answers; None when there is none, or no one text."""
    about = About(wish.about)
    if about not in PARTS:
        return None
    here = {"person": wish.person, "association": wish.association, f"{COLUMN[about]}__isnull": False}
    rows = Ask.objects.order_by("-received_at", "-pk") if about == About.SIGNPOST else Supporter.objects.order_by("pk")
    thing = rows.filter(**here).select_related("person").first()
    return Text(thing, COLUMN[about], PARTS[about]) if thing else None


def read(text: Text, *, by: Person) -> dict[str, str]:
    """Each part as it stands, for the one who mends it."""
    opened = getattr(reading.opened(text.thing, text.column, by=by, purpose=Purpose.STAFF), text.column)
    return {part: (opened or {}).get(part, "") if part else opened or "" for part in text.parts}


@scope.system("privacy")
@transaction.atomic
def mend(wish: RightsRequest, said: dict[str, str], *, by: Person) -> None:
    """The text reads so from now on; the wish still waits for its answer in writing.

    Raises   NotAllowed for anyone who does not answer the wish, or when there is no such text any more
    """
    text = text_of(wish)
    if text is None or not policies.may_answer(by, wish):
        raise NotAllowed(_("This wish is answered by someone else."))
    opened: Any = getattr(reading.opened(text.thing, text.column, by=by, purpose=Purpose.STAFF), text.column)
    parts = {part: said[part].strip() for part in text.parts}
    text.thing.seal(**{text.column: parts[""] if "" in parts else (opened or {}) | parts})
    text.thing.save(update_fields=[text.column])
    book.write(by, "rights.corrected", about=text.thing, fields=[text.column])
