"""Inviting someone to a role by a link that works once, for 14 days; only a blind index of it is kept."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.associations import moves
from rinnalla.associations.models import Association, Invitation, Role
from rinnalla.associations.policies import may_be_invited_to
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.people import moves as people
from rinnalla.people.models import Identity, Person
from rinnalla.vault import blind

GOOD_FOR = timedelta(days=14)
TOKEN_BYTES = 32


@scope.system("staff")
@transaction.atomic
def invite(
    *, kind: str, association: Association | None, identity: Identity, language: str, by: Person | None
) -> tuple[Invitation, str]:
    """An invitation and its token, which is shown once and kept nowhere. An earlier link to the same role stops.

    Someone who has proven the address is invited as the person they are; nothing tells the one who invites.
    Raises   RuleBroken without an e-mail address, or for a role that does not exist there
    """
    if not identity.email.strip():
        raise RuleBroken(_("An invitation goes by e-mail. Write the address of the one you invite."))
    if not may_be_invited_to(kind, association):
        raise RuleBroken(_("An administrator works for the union, not for one association."))
    person = _known_by(identity.email) or people.new_person(identity, language, by=by)
    open_ones(person).filter(kind=kind, association=association).update(expires_at=clock.now())
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        person=person,
        association=association,
        kind=kind,
        token_index=_index(token),
        invited_by=by,
        expires_at=clock.now() + GOOD_FOR,
    )
    book.write(by, "invitation.made", about=person)
    return invitation, token


def _known_by(email: str) -> Person | None:
    """Who has proven this address, or was invited by it before."""
    alike = Person.objects.with_email(email).filter(is_active=True)
    proven = alike.filter(email_proven_at__isnull=False).first()
    return proven or alike.filter(invitations__isnull=False).first()


def open_ones(person: Person | None = None):
    """Invitations that still work: of one person, or all."""
    found = Invitation.objects.filter(used_at=None, expires_at__gt=clock.now())
    return found.filter(person=person) if person else found


@scope.system("staff")
def find(token: str) -> Invitation | None:
    """The invitation behind a token, if it still works."""
    alike = open_ones().filter(token_index=_index(token), person__is_active=True)
    return alike.select_related("person", "association", "invited_by").first()


@scope.system("staff")
@transaction.atomic
def take_up(token: str) -> tuple[Person, Role]:
    """The one who got the link takes up the role; having got it proves their address.

    Raises   RuleBroken when the link does not work any more
    """
    invitation = find(token)
    if not invitation or not open_ones().filter(pk=invitation.pk).update(used_at=clock.now()):
        raise RuleBroken(_("This link has been used or is too old. Ask the union for a new one."))
    person = _owner_of_address(invitation.person)
    people.prove_address(person, by=person)
    role = moves.give_role(person, invitation.kind, invitation.association, by=invitation.invited_by)
    book.write(person, "invitation.used", about=person)
    return person, role


def _owner_of_address(invited: Person) -> Person:
    """The invited, or someone who proved the same address meanwhile: the link came to their mail."""
    owner = Person.objects.to_sign_in(invited.email_index)
    return owner if owner and owner.email_proven_at else invited


@scope.system("staff")
def forget_old() -> int:
    """Invitations whose 14 days are over are gone; returns how many."""
    return Invitation.objects.filter(expires_at__lte=clock.now() - GOOD_FOR).delete()[0]


def _index(token: str) -> str:
    return blind.index("associations.invitation", token)
