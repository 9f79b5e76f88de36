"""Either ends, without a reason, and the other has a next step the same day (R25)."""

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from rinnalla.asks import moves as asks
from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.companionships.choices import Ending, Side, Stage
from rinnalla.companionships.models import Companionship
from rinnalla.companionships.moves.rules import side_for
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.matching import moves as matching
from rinnalla.matching.moves.telling import tell_desk
from rinnalla.people.models import Person
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.models import Supporter


@scope.system("pair")
@transaction.atomic
def end(companionship: Companionship, how: Ending, *, by: Person, side: Side | None = None) -> None:
    """Either ends, without a reason; the other reads what the pair agreed would be said (R25).

    side   for whom a coordinator records the ending; by default the side on which `by` stands
    """
    side = side_for(companionship, side, by=by)
    if companionship.stage == Stage.AGREEING:
        asks.become_companionship(companionship.ask)
    at = clock.now()
    companionship.move(Stage.ENDED, ended_at=at, how=how, ended_by=side)
    companionship.agreements.filter(in_force_at=None, set_aside_at=None).update(set_aside_at=at)
    companionship.supporter.free_place()
    book.write(by, "companionship.ended", about=companionship)
    them = companionship.supporter.person if side == Side.PERSON else companionship.person
    post.later(Kind.PARTING, to=them, association=companionship.association)
    tell_desk(companionship.ask, by=by)


@scope.system("pair")
@transaction.atomic
def change_person(companionship: Companionship, *, by: Person) -> Ask:
    """The supported person goes on with someone else; these two are not brought together again (R25)."""
    end(companionship, Ending.CHANGED, by=by, side=Side.PERSON)
    matching.block(companionship.person, companionship.supporter, by=by)
    return ask_again(companionship, by=by)


@scope.system("pair")
@transaction.atomic
def ask_again(companionship: Companionship, *, by: Person) -> Ask:
    """The next step after a parting: the same request, without telling it all again, with a promise (R25)."""
    if companionship.stage != Stage.ENDED:
        raise RuleBroken(_("You still walk together. End this first, or change person."))
    # Touching the row first makes two presses wait for each other, so that the second one sees the first's request.
    this = Companionship.objects.filter(pk=companionship.pk)
    this.update(next_step_at=Coalesce("next_step_at", clock.now()))
    if Ask.objects.open().filter(person=companionship.person).exists():
        raise RuleBroken(_("You have asked already. Your own page shows where your request stands."))
    companionship.refresh_from_db()
    book.write(by, "companionship.next_step", about=companionship)
    anew = asks.again(companionship.ask, by=by)
    matching.begin(anew, by=by)
    return anew


@scope.system("pair")
@transaction.atomic
def take_next_step(companionship: Companionship, *, by: Person) -> None:
    """The person has chosen what comes next, or the coordinator has talked with them; once is enough."""
    waiting_for_it = Companionship.objects.filter(pk=companionship.pk, stage=Stage.ENDED, next_step_at=None)
    if not waiting_for_it.update(next_step_at=clock.now()):
        raise RuleBroken(_("The next step has been chosen already. Open your own page to see it."))
    companionship.refresh_from_db()
    book.write(by, "companionship.next_step", about=companionship)


@scope.system("pair")
@transaction.atomic
def stop_supporting(supporter: Supporter, *, by: Person) -> None:
    """A supporter stops, at any time and without a reason; everyone they walked with gets a next step (R12, R25)."""
    for proposal in supporter.proposals.open():
        matching.decline(proposal, by=by)
    for companionship in supporter.companionships.standing():
        end(companionship, Ending.STOPPED, by=by, side=Side.SUPPORTER)
    supporters.stop_low(supporter, by=by)
