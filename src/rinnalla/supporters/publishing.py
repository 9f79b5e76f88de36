"""A new version of the secrecy pledge (R14)."""

from datetime import date

from django.db import transaction

from rinnalla.ledger import book
from rinnalla.people.models import Person
from rinnalla.supporters.models import PledgeText


@transaction.atomic
def publish_pledge(*, fi: str, sv: str, en: str, in_force_from: date, by: Person) -> PledgeText:
    """A text to sign from `in_force_from` on; from that day nobody is offered as a peer before having signed it."""
    book.write(by, "pledge.published")  # one writer at a time, so that two versions cannot get one number
    taken = {int(version) for version in PledgeText.objects.values_list("version", flat=True) if version.isdecimal()}
    version = str(max(taken, default=0) + 1)
    return PledgeText.objects.create(version=version, fi=fi, sv=sv, en=en, in_force_from=in_force_from)
