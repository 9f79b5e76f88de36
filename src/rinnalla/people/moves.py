"""What happens to a person: becoming known, changing details, consenting, proving an address."""

from collections.abc import Sequence

from django.db import IntegrityError, models, transaction

from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.ledger import book, reading
from rinnalla.people import consent_texts
from rinnalla.people.choices import ConsentPurpose, Given, Language
from rinnalla.people.models import Consent, Identity, Person


# --- who someone is ----------------------------------------------------------------------------------------------
@scope.system("identity")
@book.together()
def new_person(identity: Identity, language: str, *, by: Person | None) -> Person:
    """A person becomes known, by themself (by=None) or through someone who writes them down (R15)."""
    person = Person(language=_known(language))
    person.set_unusable_password()
    person.know_as(identity)
    person.save()
    book.write(by or person, "person.recorded" if by else "person.joined", about=person)
    return person


@scope.system("identity")
@transaction.atomic
def change_identity(person: Person, identity: Identity, *, by: Person) -> None:
    """New details in place of the old. A new address is unproven until a code mailed to it comes back."""
    person.know_as(identity)
    person.save(update_fields=["identity", "email_index", "phone_index", "email_proven_at"])
    book.write(by, "person.changed", about=person, fields=["identity"])


def identity_of(person: Person) -> Identity:
    """For the person's own pages and for letters; others read through the ledger."""
    return Identity.of(reading.unrecorded(person, "identity").identity)


@scope.system("identity")
@transaction.atomic
def speak(person: Person, language: str, *, by: Person) -> None:
    """From now on pages and letters are in this language."""
    language = _known(language)
    if language != person.language:
        person.language = language
        person.save(update_fields=["language"])
        book.write(by, "person.changed", about=person, fields=["language"])


def _known(language: str) -> str:
    return language if language in Language.values else Language.FI


@scope.system("sign-in")
@transaction.atomic
def signed_in(person: Person, *, by: Person) -> None:
    """Every key asked for was shown; the person finds it among what they did themself (R38)."""
    book.write(by, "person.signed_in", about=person)


@scope.system("identity")
@transaction.atomic
def end_sessions(person: Person, *, by: Person | None) -> None:
    """Every session of this person ends at its next page, for example when a role is lost."""
    person.end_sessions()
    book.write(by, "person.sessions_ended", about=person)


# --- the address -------------------------------------------------------------------------------------------------
@scope.system("identity")
@transaction.atomic
def prove_address(person: Person, *, by: Person) -> bool:
    """A code mailed to the person's address came back. An address can be proven by one person only.

    Returns False when it was proven before, by this person or another.
    """
    unproven = Person.objects.filter(pk=person.pk, email_index=person.email_index, email_proven_at=None)
    try:
        with transaction.atomic():
            proven = unproven.exclude(email_index="").update(email_proven_at=clock.now())
    except IntegrityError:
        return False
    if not proven:
        return False
    person.refresh_from_db(fields=["email_proven_at"])
    book.write(by, "person.address_confirmed", about=person)
    return True


def same_address(person: Person) -> models.QuerySet[Person]:
    """Others with the address that this person proved, who never proved it: what they asked can be brought home."""
    if person.email_proven_at is None:
        return Person.objects.none()
    return Person.objects.with_email_index(person.email_index).filter(email_proven_at=None).exclude(pk=person.pk)


@scope.system("identity")
def has_same_address(person: Person) -> bool:
    """Whether there is anything to bring home."""
    return same_address(person).exists()


# --- consents (R37) ------------------------------------------------------------------------------------------------
def consent(person: Person, purpose: str, *, by: Person | None, given: str = Given.SELF, language: str = "") -> Consent:
    """A yes to one purpose in the present words; a yes to older words is put away. The same yes twice is one."""
    (standing,) = consent_to_all(person, [purpose], by=by, given=given, language=language)
    return standing


@scope.system("identity")
@book.together()
def consent_to_all(
    person: Person, purposes: Sequence[str], *, by: Person | None, given: str = Given.SELF, language: str = ""
) -> list[Consent]:
    """`consent` to several purposes at once, each a yes of its own, in the same two statements."""
    unknown = [purpose for purpose in purposes if purpose not in ConsentPurpose.values]
    if unknown:
        raise ValueError(f"{unknown[0]} is no purpose of consent")
    spoken, at = _known(language or person.language), clock.now()
    recorded_by = by if given != Given.SELF else None
    facts = {"person": person, "language": spoken, "given": given, "given_at": at, "recorded_by": recorded_by}
    asked = [Consent(purpose=one, version=consent_texts.VERSIONS[ConsentPurpose(one)], **facts) for one in purposes]
    standing = _stand(asked)
    older = [one.pk for one, yes in zip(standing, asked, strict=True) if one.version != yes.version]
    if older:
        person.consents.filter(pk__in=older, withdrawn_at=None).update(withdrawn_at=at)
        standing = _stand(asked)
    for one in standing:
        if one.given_at == at:  # else the same yes stood already, or a twin request said it just now
            book.write(by, "consent.given", about=person)
    return standing


def _stand(asked: list[Consent]) -> list[Consent]:
    """Those that stand for these purposes, after these have tried to. A unique key decides between twins."""
    Consent.objects.bulk_create(asked, ignore_conflicts=True)
    purposes = [yes.purpose for yes in asked]
    found = Consent.objects.filter(person=asked[0].person, purpose__in=purposes, withdrawn_at=None)
    by_purpose = {one.purpose: one for one in found}
    return [by_purpose[purpose] for purpose in purposes]


@scope.system("identity")
@transaction.atomic
def withdraw(person: Person, purpose: str, *, by: Person | None) -> None:
    """The yes is taken back, as easily as it was given; nothing else changes."""
    standing = person.consents.filter(purpose=purpose, withdrawn_at=None)
    if standing.update(withdrawn_at=clock.now()):
        book.write(by, "consent.withdrawn", about=person)


def has_consented(person: Person, purpose: str) -> bool:
    """Whether a yes to this purpose stands now, in whatever version it was given."""
    return person.consents.filter(purpose=purpose, withdrawn_at=None).exists()
