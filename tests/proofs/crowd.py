"""Many rows at once, for questions of cost: sealed as the product seals them, written in bulk."""

from copy import copy as copy_of
from datetime import timedelta

from rinnalla.asks.models import Ask, Promise
from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.companionships.models import Companionship
from rinnalla.matching.models import Card, Proposal, Shortlist
from rinnalla.people.models import Identity, Person
from rinnalla.supporters.models import Supporter
from rinnalla.vault.fields import seal_many
from rinnalla.vault.keyring import keyring
from tests import cast


def persons(count: int, called: str = "N") -> list[Person]:
    people = [Person(language="fi", password="!") for _ in range(count)]
    keyring().make_many([one.code for one in people])
    for number, one in enumerate(people):
        one.know_as(Identity(called=f"{called}{number}", phone=f"+35840{number:07d}", municipality="179"))
    return Person.objects.bulk_create(people)


def asks(count: int, where: Association, *, claimed_by: Person | None = None, **facts) -> list[Ask]:
    """Requests with their promises; every second one late, every third in the care of `claimed_by`."""
    made = [Ask(person=one, association=where, age_band="60-69", **facts) for one in persons(count)]
    seal_many((ask, {"story": cast.STORY, "wishes": cast.WISHES}) for ask in made)
    for number, ask in enumerate(made):
        if claimed_by and number % 3 == 0:
            ask.claimed_by, ask.claimed_at = claimed_by, clock.now()
    made = Ask.objects.bulk_create(made)
    days = [clock.today() + timedelta(days=3 - number % 7) for number in range(count)]
    Promise.objects.bulk_create(Promise(ask=ask, due=due) for ask, due in zip(made, days, strict=True))
    return made


def supporters(count: int, where: Association, **facts) -> list[Supporter]:
    """Active, pledged and trained."""
    whole = {"stage": "active", "languages": "fi", "capacity": 3} | facts
    made = [Supporter(person=one, association=where, **whole) for one in persons(count, "S")]
    seal_many((one, {"experience": cast.EXPERIENCE}) for one in made)
    made = Supporter.objects.bulk_create(made)
    first = Supporter.objects.filter(association=where, person__qualifications__isnull=False).first() or cast.pekka()
    for paper in [*first.pledges.all(), *first.agreements.all()]:
        _copies(paper, [{"supporter": one} for one in made])
    for course in first.person.qualifications.all():
        _copies(course, [{"person": one.person} for one in made])
    return made


def _copies(row, changes: list[dict]) -> None:
    """What one supporter has signed or learned, for many others."""
    copies = []
    for facts in changes:
        copy = copy_of(row)
        copy.pk, copy._state.adding = None, True
        if hasattr(copy, "code"):
            copy.code = new_code()
        for name, value in facts.items():
            setattr(copy, name, value)
        copies.append(copy)
    type(row)._base_manager.bulk_create(copies)


def proposals(asked: list[Ask], supporter: list[Supporter]) -> None:
    """Each of these supporters has been asked by one of these seekers; half of them a week ago."""
    shown = [Shortlist(ask=ask, weights_version="1", shown_at=clock.now()) for ask in asked]
    shown = Shortlist.objects.bulk_create(shown)
    cards = [Card(shortlist=s, supporter=one, place=0, stage="chosen") for s, one in zip(shown, supporter, strict=True)]
    cards = Card.objects.bulk_create(cards)
    ago = [clock.now() - timedelta(days=8 * (number % 2)) for number in range(len(cards))]
    Proposal.objects.bulk_create(
        Proposal(ask=card.shortlist.ask, supporter=card.supporter, card=card, asked_at=at)
        for card, at in zip(cards, ago, strict=True)
    )
    Ask.objects.filter(pk__in=[ask.pk for ask in asked]).update(stage="chosen")
    Supporter.objects.filter(pk__in=[one.pk for one in supporter]).update(places_taken=1)


def pairs(asked: list[Ask], supporter: list[Supporter]) -> None:
    """They walk together since a month; every second one's review day has passed."""
    today, now = clock.today(), clock.now()
    Companionship.objects.bulk_create(
        Companionship(
            ask=ask, person=ask.person, supporter=one, association=ask.association, stage="walking",
            began_at=now - timedelta(days=30), next_review=today - timedelta(days=number % 2 * 5 - 1),
        )
        for number, (ask, one) in enumerate(zip(asked, supporter, strict=True))
    )  # fmt: skip
    Ask.objects.filter(pk__in=[ask.pk for ask in asked]).update(stage="companionship")
    Supporter.objects.filter(pk__in=[one.pk for one in supporter]).update(places_taken=1)


def association_of(count: int, *, kirsti: Person) -> None:
    """A whole association: `count` requests waiting, asked and walking, and as many supporters."""
    where = cast.association()
    asks(count, where, claimed_by=kirsti)
    proposals(asks(count, where, claimed_by=kirsti), supporters(count, where))
    pairs(asks(count, where, claimed_by=kirsti), list(Supporter.objects.filter(association=where)[:count]))
