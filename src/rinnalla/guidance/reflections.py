"""The private reflection: the only door to `Reflection`, and it opens for its writer alone (R13).

Writing and erasing leave no line in the ledger, since a line would tell others that there is something; the writer's
own reading is noted, as every reading of a sealed value is.
"""

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.errors import NotAllowed, Overtaken
from rinnalla.boundary import scope
from rinnalla.guidance.choices import Protecting, Risking
from rinnalla.guidance.models import Reflection
from rinnalla.guidance.models.own import Entry
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Person


def entries(person: Person, *, by: Person) -> list[Entry]:
    """The pages, newest first."""
    _own(person, by)
    notebook = Reflection.objects.visible_to(by).filter(person=person).first()
    return _open(notebook, by) if notebook else []


@scope.system("guidance")
@transaction.atomic
def write(person: Person, *, protecting: list[str], risking: list[str], words: str, by: Person) -> None:
    """A new page, dated today."""
    _own(person, by)
    known = {"protecting": (protecting, Protecting.values), "risking": (risking, Risking.values)}
    ticked = {name: tuple(key for key in chosen if key in values) for name, (chosen, values) in known.items()}
    page = Entry(key=new_code(8), day=clock.today().isoformat(), words=words.strip(), **ticked)
    notebook = _touched(by)
    if notebook:
        return _keep(notebook, [page, *_open(notebook, by)])
    notebook = Reflection(person=person)
    notebook.seal(pages=[asdict(page)])
    try:
        with transaction.atomic():
            notebook.save()
    except IntegrityError:
        raise Overtaken(_("You wrote in another window just now. Send this once more.")) from None
    return None


@scope.system("guidance")
@transaction.atomic
def remove(person: Person, key: str, *, by: Person) -> None:
    """One page goes; the others stay. A page that is gone already is gone."""
    _own(person, by)
    notebook = _touched(by)
    if not notebook:
        return
    left = [page for page in _open(notebook, by) if page.key != key]
    if left:
        _keep(notebook, left)
    else:
        notebook.delete()


@scope.system("guidance")
@transaction.atomic
def erase(person: Person, *, by: Person) -> None:
    """Everything written here is gone at once."""
    _own(person, by)
    Reflection.objects.visible_to(by).filter(person=person).delete()


def _own(person: Person, by: Person) -> None:
    if by != person:
        raise NotAllowed(_("A reflection is its writer's own."))


def _touched(person: Person) -> Reflection | None:
    """Touching the row first makes two windows wait for each other, so that neither loses the other's page."""
    mine = Reflection.objects.visible_to(person)
    mine.update(code=F("code"))
    return mine.select_related("person").first()


def _open(notebook: Reflection, by: Person) -> list[Entry]:
    pages = reading.opened(notebook, "pages", by=by, purpose=Purpose.OWN).pages or []
    told: list[dict[str, Any]] = [
        {key: tuple(value) if isinstance(value, list) else value for key, value in page.items()} for page in pages
    ]
    return [Entry(**page) for page in told]


def _keep(notebook: Reflection, pages: list[Entry]) -> None:
    notebook.seal(pages=[asdict(page) for page in pages])
    notebook.save(update_fields=["pages"])
