"""The verbs of a supporter's road. Each step is one transaction with its line in the ledger (R6).

Resting, returning, the limit, capacity and stopping take no reason: there is no place to write one (R12, R13).
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people import moves as people
from rinnalla.people.choices import ConsentPurpose, Given, Language
from rinnalla.people.models import Person
from rinnalla.supporters import agreeing, interviews, policies, telling
from rinnalla.supporters.choices import LARGEST_CAPACITY, MAY_PLEDGE, Stage
from rinnalla.supporters.models import Application, Experience, Pledge, PledgeText, Supporter
from rinnalla.training import moves as training
from rinnalla.training.choices import Ground, Plan
from rinnalla.training.models import Course, Qualification


# --- applying ----------------------------------------------------------------------------------------------------
@scope.system("supporting")
@transaction.atomic
def apply(
    *,
    person: Person,
    association: Association,
    application: Application,
    experience: Experience,
    languages: Iterable[str],
    by: Person,
    given: Given = Given.SELF,
) -> Supporter:
    """Someone applies to become a peer supporter (R5); a coordinator may write down a paper application.

    languages   codes of Language, the strongest first
    Raises      RuleBroken when an application or a service of this person is already under way
    """
    known = Supporter.objects.filter(person=person).first()
    if known:
        return apply_again(
            known,
            association=association,
            application=application,
            experience=experience,
            languages=languages,
            by=by,
            given=given,
        )
    supporter = Supporter(person=person, association=association, languages=_spoken(languages))
    supporter.seal(application=asdict(application), experience=asdict(experience))
    supporter.save()
    supporter.steps.create(to=Stage.APPLIED, at=supporter.stage_at, by=by)
    _received(supporter, by=by, given=given)
    return supporter


@scope.system("supporting")
@transaction.atomic
def apply_again(
    supporter: Supporter,
    *,
    association: Association,
    application: Application,
    experience: Experience,
    languages: Iterable[str],
    by: Person,
    given: Given = Given.SELF,
) -> Supporter:
    """The road begins anew after a stop, a withdrawal or a "not now"; what was told is replaced."""
    if not supporter.may_become(Stage.APPLIED):
        raise RuleBroken(_("Your application has already come in. You see where it stands on your own pages."))
    supporter.seal(application=asdict(application), experience=asdict(experience))
    supporter.move(
        Stage.APPLIED,
        by=by,
        association=association,
        languages=_spoken(languages),
        application=supporter.application,
        experience=supporter.experience,
        experience_confirmed_on=clock.today(),
        experience_asked_at=None,
        interview=None,
        interview_on=None,
        answer=None,
        return_on=None,
        return_told_at=None,
        at_limit=False,
    )
    interviews.forget_booking(supporter)
    _received(supporter, by=by, given=given)
    return supporter


def _received(supporter: Supporter, *, by: Person, given: Given) -> None:
    person = supporter.person
    people.consent(person, ConsentPurpose.SUPPORTER, by=by, given=given, language=person.language)
    book.write(by, "supporter.applied", about=supporter)
    post.later(Kind.APPLICATION, to=person, association=supporter.association)
    telling.tell_the_desk(supporter)


# --- the coordinator's steps -------------------------------------------------------------------------------------
@scope.system("supporting")
@transaction.atomic
def interview(
    supporter: Supporter,
    day: date,
    notes: str = "",
    *,
    motives: str = "",
    suits: str = "",
    limits: str = "",
    by: Person,
) -> None:
    """The coordinator and the applicant have talked. What is written down is sealed.

    motives   why they wish to help, as heard; limits  what the two agreed about limits
    suits     key of Suits, or "" for not said
    Raises    RuleBroken when the day is still ahead
    """
    _not_by_oneself(supporter, by=by)
    if day > clock.today():
        raise RuleBroken(_("The day of the interview is still ahead. Write it down once you have talked."))
    supporter.seal(interview={"notes": notes, "motives": motives, "suits": suits, "limits": limits})
    supporter.move(Stage.INTERVIEWED, by=by, interview_on=day, interview=supporter.interview)
    interviews.forget_booking(supporter)
    book.write(by, "supporter.interviewed", about=supporter)


@scope.system("supporting")
@transaction.atomic
def accept(supporter: Supporter, *, by: Person) -> None:
    """The association accepts the applicant. Who already has the basic course goes on past it at once."""
    _not_by_oneself(supporter, by=by)
    supporter.move(Stage.ACCEPTED, by=by)
    book.write(by, "supporter.accepted", about=supporter)
    if supporter.has_basic_course:
        _trained(supporter, by=by)
    post.later(Kind.APPLICATION, to=supporter.person, association=supporter.association)


@scope.system("supporting")
@transaction.atomic
def not_now(supporter: Supporter, words: str, *, by: Person, return_on: date | None = None) -> None:
    """The answer is not now; the applicant reads the coordinator's kind words and may apply again.

    return_on   a day on which the applicant is told that the door is open, or None
    """
    _not_by_oneself(supporter, by=by)
    if not words.strip():
        raise RuleBroken(_("Write a few kind words to the applicant. They read them on their own page."))
    if return_on and return_on <= clock.today():
        raise RuleBroken(_("Choose a day to return that is still ahead."))
    supporter.seal(answer={"words": words.strip()})
    supporter.move(Stage.NOT_NOW, by=by, answer=supporter.answer, return_on=return_on, return_told_at=None)
    agreeing.end_agreements(supporter)
    interviews.forget_booking(supporter)
    book.write(by, "supporter.not_now", about=supporter)
    post.later(Kind.APPLICATION, to=supporter.person, association=supporter.association)


@scope.system("supporting")
@transaction.atomic
def record_course(
    supporter: Supporter, course: str | Course, day: date, ground: Ground, ground_words: str = "", *, by: Person
) -> Qualification:
    """A course was done, or the union recognised equal knowledge (R8); the basic course moves an accepted one on.

    Raises   RuleBroken when a recognition is not made by the union, and as training.moves.qualify
    """
    _not_by_oneself(supporter, by=by)
    if ground == Ground.RECOGNISED and not policies.may_recognise(by):
        raise RuleBroken(_("Equivalent knowledge is recognised by the union. Give the supporter's code to its office."))
    qualification = training.qualify(supporter.person, course, day, ground, ground_words, by=by)
    if qualification.course_id == Plan.BASIC and supporter.stage == Stage.ACCEPTED:
        _trained(supporter, by=by)
    post.later(Kind.APPLICATION, to=supporter.person, association=supporter.association)
    return qualification


@scope.system("supporting")
@transaction.atomic
def activate(supporter: Supporter, *, by: Person) -> None:
    """The coordinator's agreement: from today on this supporter may be offered (R6).

    Raises   RuleBroken when the basic course, the pledge or the agreement now in force is missing
    """
    _not_by_oneself(supporter, by=by)
    if supporter.stage == Stage.TRAINED and not supporter.has_basic_course:
        raise RuleBroken(_("The basic course comes first."))
    if supporter.stage == Stage.TRAINED and not supporter.has_pledged:
        raise RuleBroken(_("The secrecy pledge is signed before the first person."))
    if supporter.stage == Stage.TRAINED and not supporter.has_agreed:
        raise RuleBroken(_("The agreement is signed by the supporter and confirmed by you before the first person."))
    if supporter.stage == Stage.TRAINED and not supporter.has_been_checked:
        raise RuleBroken(_("The task is with minors, so the extract of the criminal record is shown first."))
    if supporter.stage == Stage.RESTING:
        raise RuleBroken(_("A rest ends when the supporter says so."))
    supporter.move(Stage.ACTIVE, by=by)
    book.write(by, "supporter.activated", about=supporter)
    post.later(Kind.APPLICATION, to=supporter.person, association=supporter.association)


# --- the pledge --------------------------------------------------------------------------------------------------
@scope.system("supporting")
@transaction.atomic
def sign_pledge(supporter: Supporter, *, by: Person, given: Given = Given.SELF, language: str = Language.FI) -> Pledge:
    """Sign the text now in force, oneself or on paper through the coordinator (R14). Signing twice is signing once.

    Raises   RuleBroken before acceptance, and when someone else would sign in the supporter's name
    """
    if supporter.stage not in MAY_PLEDGE:
        raise RuleBroken(_("The pledge is signed once the association has accepted the application."))
    if (given == Given.SELF) != (by == supporter.person):
        raise RuleBroken(_("Only the supporter signs their own pledge."))
    facts = {"language": language, "given": given, "recorded_by": by}
    pledge, is_new = supporter.pledges.get_or_create(text=PledgeText.in_force(), defaults=facts)
    if is_new:
        book.write(by, "pledge.signed", about=supporter)
        if supporter.stage == Stage.TRAINED and by == supporter.person:
            telling.tell_the_desk(supporter)
    return pledge


# --- the supporter's own verbs: no reason is asked ----------------------------------------------------------------
@scope.system("supporting")
@transaction.atomic
def rest(supporter: Supporter, *, by: Person) -> None:
    """Go to rest: nobody new is proposed; those one already walks with stay (R12)."""
    supporter.move(Stage.RESTING, by=by)
    book.write(by, "supporter.rested", about=supporter)


@scope.system("supporting")
@transaction.atomic
def return_(supporter: Supporter, *, by: Person) -> None:
    """Come back from rest."""
    if supporter.stage != Stage.RESTING:
        raise RuleBroken(_("You are not resting, so there is nothing to come back from."))
    supporter.move(Stage.ACTIVE, by=by)
    book.write(by, "supporter.returned", about=supporter)


@scope.system("supporting")
@transaction.atomic
def set_at_limit(supporter: Supporter, at_limit: bool, *, by: Person) -> None:
    """ "I am at my limit" on or off: closes new proposals; nobody is told why (R13)."""
    supporter._guarded(at_limit=at_limit)
    book.write(by, "supporter.at_limit", about=supporter)


@scope.system("supporting")
@transaction.atomic
def set_capacity(supporter: Supporter, capacity: int, *, by: Person) -> None:
    """How many people at a time, 0 to 12; those one already walks with stay (R13)."""
    if not 0 <= capacity <= LARGEST_CAPACITY:
        raise RuleBroken(_("Choose a number from 0 to 12."))
    supporter._guarded(capacity=capacity)
    book.write(by, "supporter.capacity", about=supporter)


@scope.system("supporting")
@transaction.atomic
def describe(supporter: Supporter, experience: Experience, languages: Iterable[str], *, by: Person) -> None:
    """What seekers may read of my experience, and the languages I talk in (R3)."""
    supporter.seal(experience=asdict(experience))
    facts = {"experience": supporter.experience, "experience_confirmed_on": clock.today(), "experience_asked_at": None}
    supporter._guarded(languages=_spoken(languages), **facts)
    book.write(by, "experience.changed", about=supporter, fields=["experience"])


@scope.system("supporting")
@transaction.atomic
def withdraw(supporter: Supporter, *, by: Person) -> None:
    """Take back the application, without a reason; one may apply again."""
    supporter.move(Stage.WITHDRAWN, by=by)
    agreeing.end_agreements(supporter)
    interviews.forget_booking(supporter)
    book.write(by, "supporter.withdrawn", about=supporter)
    if by == supporter.person:
        telling.tell_the_desk(supporter)


@scope.system("supporting")
@transaction.atomic
def stop_low(supporter: Supporter, *, by: Person) -> None:
    """The step alone. Pages call companionships.moves.stop_supporting, which first parts every companionship."""
    supporter.move(Stage.STOPPED, by=by, at_limit=False)
    agreeing.end_agreements(supporter)
    book.write(by, "supporter.stopped", about=supporter)
    if by == supporter.person:
        telling.tell_the_desk(supporter)


# --- parts -------------------------------------------------------------------------------------------------------
def _trained(supporter: Supporter, *, by: Person) -> None:
    supporter.move(Stage.TRAINED, by=by)
    book.write(by, "supporter.trained", about=supporter)


def _not_by_oneself(supporter: Supporter, *, by: Person) -> None:
    """A coordinator may support too, but another coordinator walks them through the road."""
    if by == supporter.person:
        raise RuleBroken(_("Another coordinator takes this step for you."))


def _spoken(languages: Iterable[str]) -> str:
    """Known languages once each, in order, as the column holds them. Raises RuleBroken when there is none."""
    kept = list(dict.fromkeys(code for code in languages if code in Language.values))
    if not kept:
        raise RuleBroken(_("Choose at least one language."))
    return " ".join(kept)
