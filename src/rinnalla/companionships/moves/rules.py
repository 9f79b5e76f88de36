"""What every move of the two asks first, and whom it tells."""

from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.companionships.choices import Side, Stage
from rinnalla.companionships.models import Companionship
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person


def side_for(companionship: Companionship, side: Side | None, *, by: Person) -> Side:
    """One of the two acts on their own side only; a coordinator names the side for whom they record."""
    own = companionship.side_of(by)
    if own and side in (None, own):
        return own
    if own or side is None:
        raise RuleBroken(_("Each of the two speaks for themself."))
    return side


def still_agreeing() -> str:
    return _("You are still making your agreement. You can write a new version of it at any time.")


def written_meanwhile() -> str:
    return _("The other one wrote a new version just now. Read it before writing another.")


def must_stand(companionship: Companionship) -> None:
    companionship.refresh_from_db(fields=["stage"])
    if companionship.stage == Stage.ENDED:
        raise RuleBroken(_("This companionship has ended. Your own page shows what comes next."))


def must_be_in_sight(next_review: date) -> None:
    today = clock.today()
    if not today < next_review <= today + timedelta(weeks=settings.REVIEW_WITHIN_WEEKS):
        raise RuleBroken(_("Choose a review day after today and within half a year, so that it stays in sight."))


def with_side(sides: str, side: Side, shown: bool) -> str:
    kept = [each for each in sides.split() if each != side]
    return " ".join([*kept, side] if shown else kept)


def tell_both(kind: Kind, companionship: Companionship) -> None:
    for person in companionship.pair:
        post.later(kind, to=person, association=companionship.association)


def tell_other(kind: Kind, companionship: Companionship, *, by: Person) -> None:
    for person in companionship.pair:
        if person != by:
            post.later(kind, to=person, association=companionship.association)
