"""New versions of what supporters sign: the secrecy pledge (R14) and the volunteer agreement."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person
from rinnalla.supporters.choices import MAY_PLEDGE
from rinnalla.supporters.models import AgreementText, Pledge, PledgeText, Supporter, VolunteerAgreement
from rinnalla.supporters.papers import ASSOCIATION_HERE


@scope.system("supporting")
@transaction.atomic
def publish_pledge(*, fi: str, sv: str, en: str, in_force_from: date, by: Person) -> PledgeText:
    """A text to sign from `in_force_from` on; from that day nobody is offered as a peer before having signed it."""
    book.write(by, "pledge.published")  # one writer at a time, so that two versions cannot get one number
    return PledgeText.objects.create(version=_next(PledgeText), fi=fi, sv=sv, en=en, in_force_from=in_force_from)


@scope.system("supporting")
@transaction.atomic
def publish_agreement(*, fi: str, sv: str, en: str, in_force_from: date, by: Person) -> AgreementText:
    """As the pledge; each language must say where the association's name goes.

    Raises   RuleBroken when a language has no `{association}`
    """
    if not all(ASSOCIATION_HERE in words for words in (fi, sv, en)):
        raise RuleBroken(
            _("Write %(mark)s where the association's name goes, in each language.") % {"mark": ASSOCIATION_HERE}
        )
    book.write(by, "volunteer_agreement.published")
    return AgreementText.objects.create(version=_next(AgreementText), fi=fi, sv=sv, en=en, in_force_from=in_force_from)


@scope.system("supporting")
def tell_of_new_texts() -> int:
    """Once an hour: when a new text has come into force, those who have yet to sign it hear that there is something.

    Returns how many were told; each text is told of once
    """
    agreed = VolunteerAgreement.objects.standing().filter(association=OuterRef("association_id"))
    return _tell(PledgeText, Pledge.objects.all()) + _tell(AgreementText, agreed)


@transaction.atomic
def _tell(texts: type[PledgeText] | type[AgreementText], signed: QuerySet) -> int:
    """signed   the signatures that count, of any text and supporter"""
    text = texts.objects.filter(pk=texts.key_in_force()).first()
    if text is None or not texts.objects.filter(pk=text.pk, told_at=None).update(told_at=clock.now()):
        return 0
    serving = Supporter.objects.filter(stage__in=MAY_PLEDGE).select_related("person", "association")
    unsigned = serving.exclude(Exists(signed.filter(supporter=OuterRef("pk"), text=text)))
    for supporter in unsigned:
        post.later(Kind.APPLICATION, to=supporter.person, association=supporter.association)
    return len(unsigned)


def _next(texts: type[PledgeText] | type[AgreementText]) -> str:
    """The number after the largest one used."""
    taken = {int(version) for version in texts.objects.values_list("version", flat=True) if version.isdecimal()}
    return str(max(taken, default=0) + 1)
