"""Naming a guide, and thanking."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.guidance.choices import Ready
from rinnalla.guidance.models import Guide, Thanks
from rinnalla.guidance.models.guides import GUIDED, may_be_guides
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter

LONGEST_THANKS = 200


@scope.system("guidance")
@transaction.atomic
def name_guide(supporter: Supporter, person: Person, *, by: Person) -> Guide:
    """From today on this person is the supporter's guide; the one before is thanked and let go.

    Raises   RuleBroken when the person has no such task, or the supporter is not yet trained or has stopped;
             Overtaken when another coordinator named someone just now
    """
    if supporter.stage not in GUIDED:
        raise RuleBroken(_("A guide is named once the basic course is done."))
    if not may_be_guides(supporter).filter(pk=person.pk).exists():
        raise RuleBroken(_("A guide is someone who has the task of a guide or a coordinator here. Choose another one."))
    standing = Guide.objects.filter(supporter=supporter, until=None).first()
    if standing and standing.person_id == person.pk:
        return standing
    if standing:
        Guide.objects.filter(pk=standing.pk).update(until=clock.now())
    try:
        with transaction.atomic():
            guide = Guide.objects.create(supporter=supporter, person=person, named_by=by)
    except IntegrityError:
        raise Overtaken(_("Someone named a guide just now. Open the page again to see whom.")) from None
    book.write(by, "guidance.named", about=guide)
    post.later(Kind.GUIDANCE, to=supporter.person, association=supporter.association)
    if person != by:
        post.later(Kind.WORK, to=person, association=supporter.association)
    return guide


@scope.system("guidance")
@transaction.atomic
def end_guide(guide: Guide, *, by: Person) -> None:
    """The guide lets go of the task, without a reason; the supporter shows as one without a guide. Twice is once."""
    if Guide.objects.filter(pk=guide.pk, until=None).update(until=clock.now()):
        guide.refresh_from_db(fields=["until"])
        book.write(by, "guidance.ended", about=guide)


@scope.system("guidance")
@transaction.atomic
def thank(supporter: Supporter, *, ready: str = "", own: str = "", by: Person) -> Thanks:
    """A word of thanks in one tap: a ready sentence (key of Ready), or own words of at most 200 characters (R10).

    Raises   RuleBroken when there are no words, too many, or one thanks oneself
    """
    own = own.strip()
    if by == supporter.person:
        raise RuleBroken(_("Thanks come from someone else."))
    if ready not in Ready.values and not own:
        raise RuleBroken(_("Choose a sentence, or write your own."))
    if len(own) > LONGEST_THANKS:
        raise RuleBroken(_("Make it a little shorter: at most 200 characters."))
    thanks = Thanks(supporter=supporter, said_by=by)
    thanks.seal(words={"own": own} if own else {"ready": ready})
    thanks.save()
    book.write(by, "supporter.thanked", about=thanks)
    post.later(Kind.THANKS, to=supporter.person, association=supporter.association)
    return thanks
