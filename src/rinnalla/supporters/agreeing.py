"""The agreement between an association and its volunteer: one signs, the other confirms; and background checks."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.choices import Given, Language
from rinnalla.people.models import Person
from rinnalla.supporters import telling
from rinnalla.supporters.choices import MAY_PLEDGE, Stage
from rinnalla.supporters.models import AgreementText, BackgroundCheck, Supporter, VolunteerAgreement


@scope.system("supporting")
@transaction.atomic
def sign_agreement(
    supporter: Supporter, *, by: Person, given: Given = Given.SELF, language: str = Language.FI
) -> VolunteerAgreement:
    """Sign the text now in force with one's own association; signing twice is signing once.

    A paper signed before a coordinator is confirmed by the same act.
    Raises   RuleBroken before acceptance, and when someone else would sign in the supporter's name
    """
    if supporter.stage not in MAY_PLEDGE:
        raise RuleBroken(_("The agreement is signed once the association has accepted the application."))
    if (given == Given.SELF) != (by == supporter.person):
        raise RuleBroken(_("Only the supporter signs their own agreement."))
    agreement, is_new = supporter.agreements.standing().get_or_create(
        text=AgreementText.in_force(),
        association=supporter.association,
        supporter=supporter,
        ended_at=None,
        defaults={"language": language, "given": given, "recorded_by": by},
    )
    if is_new:
        book.write(by, "volunteer_agreement.signed", about=supporter)
    if given != Given.SELF and not agreement.is_confirmed:
        confirm_agreement(agreement, by=by)
    elif is_new:
        telling.tell_the_desk(supporter)
    return agreement


@scope.system("supporting")
@transaction.atomic
def confirm_agreement(agreement: VolunteerAgreement, *, by: Person) -> None:
    """A coordinator confirms for the association; from now on it binds both.

    Raises   RuleBroken when the supporter would confirm their own; Overtaken when a colleague was faster
    """
    supporter = agreement.supporter
    if by == supporter.person:
        raise RuleBroken(_("Another coordinator takes this step for you."))
    same = VolunteerAgreement.objects.filter(pk=agreement.pk, confirmed_at=None)
    if not same.update(confirmed_at=clock.now(), confirmed_by=by):
        raise Overtaken(_("Someone has confirmed this already."))
    agreement.refresh_from_db()
    book.write(by, "volunteer_agreement.confirmed", about=supporter)
    post.later(Kind.APPLICATION, to=supporter.person, association=supporter.association)


@scope.system("supporting")
@transaction.atomic
def set_with_minors(supporter: Supporter, with_minors: bool, *, by: Person) -> None:
    """Whether the task is with minors: then, and only then, may a background check be asked (act 148/2014)."""
    _by_another(supporter, by=by)
    supporter._guarded(with_minors=with_minors)
    book.write(by, "supporter.changed", about=supporter, fields=["with_minors"])


@scope.system("supporting")
@transaction.atomic
def record_check(supporter: Supporter, shown_on: date, *, by: Person) -> BackgroundCheck:
    """The extract was shown to `by` on this day and given back; what it said is written nowhere.

    Raises   RuleBroken when the task is not with minors, or the day is still ahead
    """
    _by_another(supporter, by=by)
    if not supporter.with_minors:
        raise RuleBroken(_("A background check is asked only for a task with minors."))
    if shown_on > clock.today():
        raise RuleBroken(_("The day is still ahead. Write it down once you have seen the extract."))
    check = supporter.checks.create(shown_on=shown_on, checked_by=by)
    book.write(by, "supporter.checked", about=supporter)
    return check


def standing_agreement(supporter: Supporter) -> VolunteerAgreement | None:
    """The signature under the text now in force with the supporter's own association, confirmed or not."""
    rows = supporter.agreements.standing().filter(
        association=supporter.association_id, text=AgreementText.key_in_force()
    )
    return rows.select_related("text").first()


def end_agreements(supporter: Supporter) -> None:
    """The volunteer has stopped or taken the application back; who comes back signs anew."""
    supporter.agreements.standing().update(ended_at=clock.now())


def needs_agreement(supporter: Supporter) -> bool:
    """The supporter has yet to sign the text now in force."""
    return supporter.stage in MAY_PLEDGE and standing_agreement(supporter) is None


def may_begin(supporter: Supporter) -> bool:
    """Trained, pledged, agreed, and checked where it is asked: the coordinator may let them begin (R6)."""
    return (
        supporter.stage == Stage.TRAINED
        and supporter.has_basic_course
        and supporter.has_pledged
        and supporter.has_agreed
        and supporter.has_been_checked
    )


def _by_another(supporter: Supporter, *, by: Person) -> None:
    if by == supporter.person:
        raise RuleBroken(_("Another coordinator takes this step for you."))
