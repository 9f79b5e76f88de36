"""Finding a companionship for one of the two, and what every page of theirs shows."""

from collections.abc import Callable

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from rinnalla.base.permission import require
from rinnalla.companionships import policies, stories, waiting
from rinnalla.companionships.choices import Side
from rinnalla.companionships.models import Companionship


def find(request: HttpRequest, code: str, policy: Callable[..., bool] = policies.may_walk) -> Companionship:
    """A stranger gets 404; whoever knows of it but is not of the two is told that the page is not for them.

    A page to look at comes with all its parts in a few queries; a press needs the row alone.
    """
    gather = waiting.with_parts if request.method == "GET" else waiting.with_people
    companionship = get_object_or_404(gather(Companionship.objects.visible_to(request.user)), code=code)
    require(request, policy, companionship)
    return companionship


def facts(request: HttpRequest, companionship: Companionship, **more) -> dict:
    """companionship, association, other (their Identity as far as it is open), is_supporter."""
    return {
        "companionship": companionship,
        "association": companionship.association,
        "other": stories.other(companionship, by=request.user),
        "is_supporter": companionship.side_of(request.user) == Side.SUPPORTER,
    } | more
