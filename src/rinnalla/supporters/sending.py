"""An application is sent once, whatever happens to the press of the button; and is brought home at sign-in."""

from functools import partial

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rinnalla.associations.models import Municipality
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people import drafts
from rinnalla.people import moves as people
from rinnalla.people.models import Draft, Person
from rinnalla.supporters import answers as told
from rinnalla.supporters import moves
from rinnalla.supporters.models import Application, Experience, Supporter
from rinnalla.vault.keyring import keyring

UNDER_WAY = "-"
SEALED = ("experience", "application", "interview", "answer")


@scope.system("supporting")
@transaction.atomic
def send(draft: Draft, *, by: Person | None) -> Supporter:
    """The answers of a draft become an application; the draft keeps only where to find it. Sent twice, it is one.

    by       the person, when signed in; otherwise they become known by this
    Raises   RuleBroken when the chosen association has closed, or an application is already under way
    """
    fresh = Draft.objects.filter(pk=draft.pk, sent_reference="")
    if not fresh.update(sent_reference=UNDER_WAY):
        draft.refresh_from_db()
        return Supporter.objects.get(code=draft.sent_reference)
    answers = drafts.answers(draft)
    association = told.association(answers)
    if association is None:
        raise RuleBroken(_("The association you chose is not open any more. Choose another one and send again."))
    person = by or people.new_person(told.identity(answers), get_language() or "fi", by=None)
    supporter = moves.apply(
        person=person,
        association=association,
        application=told.application(answers),
        experience=told.experience(answers),
        languages=told.languages(answers),
        by=person,
    )
    Draft.objects.filter(pk=draft.pk).update(sent_reference=supporter.code, answers=None)
    transaction.on_commit(partial(keyring().destroy, draft.code))
    return supporter


@scope.system("supporting")
@transaction.atomic
def bring_home(person: Person) -> Supporter | None:
    """An application sent without signing in becomes the person's own, once they have proved the address it gave.

    What was told is opened and sealed again under the person's own key. Returns None when there is none to bring.
    """
    if Supporter.objects.filter(person=person).exists():
        return None
    others = people.same_address(person)
    supporter = Supporter.objects.filter(person__in=others).select_related("person").order_by("pk").first()
    if supporter is None:
        return None
    sealed = [name for name in SEALED if getattr(supporter, name) is not None]
    opened = reading.opened(supporter, *sealed, by=person, purpose=Purpose.OWN)
    before, supporter.person = supporter.person, person
    supporter.seal(**{name: getattr(opened, name) for name in sealed})
    supporter.save(update_fields=["person", *sealed])
    supporter.steps.filter(by=before).update(by=person)
    known = person.qualifications.values("course")
    before.qualifications.exclude(course__in=known).update(person=person)
    for yes in before.consents.filter(withdrawn_at=None):
        people.consent(person, yes.purpose, by=yes.recorded_by or person, given=yes.given, language=yes.language)
    return supporter


def answers_again(supporter: Supporter, *, by: Person) -> dict[str, dict]:
    """What they told before, as answers to begin a new application with."""
    sealed = [name for name in ("application", "experience") if getattr(supporter, name) is not None]
    opened = reading.opened(supporter, *sealed, by=by, purpose=Purpose.OWN) if sealed else None
    said = Application.of(getattr(opened, "application", None) if "application" in sealed else None)
    experience = Experience.of(getattr(opened, "experience", None) if "experience" in sealed else None)
    kept = told.again(said, experience, supporter.speaks, supporter.association)
    code = people.identity_of(by).municipality
    place = Municipality.objects.filter(code=code).first() if code else None
    return kept | ({"place": {"place": place.name, "municipality": place.code}} if place else {})
