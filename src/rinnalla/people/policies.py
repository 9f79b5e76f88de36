"""Who may, about persons themselves. Each sentence is about one person and one thing."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.module_loading import import_string

from rinnalla.people.models import Person

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(person: Person) -> bool:
    """A passkey or an authenticator app is in use; spare codes alone are not a factor."""
    return Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists()


def is_staff(person: Person) -> bool:
    """Whether this person works for the programme, and so never signs in by mail alone; a higher room knows.

    The room is named in `settings.STAFF_QUESTION`, so that the import order still points downwards.
    """
    return bool(settings.STAFF_QUESTION) and bool(import_string(settings.STAFF_QUESTION)(person))


def needs_second_key(person: Person) -> bool:
    """Staff, and supporters who walk with someone: others trust them, so a mailed code alone does not let them in."""
    return is_staff(person) or _is_supporter(person)


def has_needed_key(person: Person) -> bool:
    """A passkey or an app; for supporters a passphrase beside the mailed code will do."""
    return has_second_factor(person) or (person.has_passphrase and not is_staff(person))


def _is_supporter(person: Person) -> bool:
    return bool(settings.SUPPORTER_QUESTION) and bool(import_string(settings.SUPPORTER_QUESTION)(person))


def may_change_identity(person: Person, whose: Person) -> bool:
    """A person changes their own name and addresses; others go through the room that gives them the right."""
    return person == whose
