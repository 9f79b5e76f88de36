"""The zip: index.html to read and print, data.json for another program, and the page's style."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.people.choices import Language
from rinnalla.people.models import Person
from rinnalla.privacy.copying import own_rights, seeking, supporting
from rinnalla.privacy.copying.whole import left_out

CHAPTERS = (
    seeking.who_i_am,
    seeking.consents,
    seeking.requests,
    seeking.cards,
    seeking.companionships,
    seeking.parting_words,
    supporting.supporting,
    supporting.courses,
    supporting.reflection,
    own_rights.meetings_led,
    own_rights.readings,
    own_rights.wishes,
    own_rights.questions,
    own_rights.openings,
    own_rights.sign_ins,
    seeking.letters,
    seeking.who_looked,
)


@scope.system("privacy")
@transaction.atomic
def copy_of(person: Person, *, by: Person, language: str = "") -> bytes:
    """The zip, in `language` or the person's own. Made in memory; nothing is left on the server.

    Raises   ValueError for anyone else's: everyone takes their own
    """
    if by != person:
        raise ValueError("a copy is taken by the person whose it is")
    book.write(by, "person.exported", about=person)
    spoken = language if language in Language.values else person.language
    with translation.override(spoken):
        chapters = [made for chapter in CHAPTERS if (made := chapter(person)).raw]
        facts = {"chapters": chapters, "left_out": left_out(), "day": clock.today(), "language": spoken}
        page = render_to_string("privacy/copy.html", facts)
        style = render_to_string("privacy/copy.css")
    data = {"made_at": clock.now().isoformat(), "language": spoken} | {one.key: one.raw for one in chapters}
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("style.css", style)
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1, default=str))
    return whole.getvalue()
