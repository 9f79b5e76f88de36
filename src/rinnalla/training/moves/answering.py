"""What people thought of a course day: counts only, so that no answer is anyone's."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.people.models import Person
from rinnalla.training.choices import Question, Reply, SeatStage
from rinnalla.training.models import Seat, Tally

SHOWN_FROM = 5


@scope.system("course")
@transaction.atomic
def answer(seat: Seat, replies: dict[str, str], *, by: Person) -> None:
    """Count one person's replies (question → reply; a question may be left out), once. The ledger has no line of it.

    Raises   RuleBroken for someone who was not there, or a second time
    """
    if seat.stage not in (SeatStage.ATTENDED, SeatStage.QUALIFIED) or seat.person_id != by.pk:
        raise RuleBroken(_("This form is for those who were there."))
    if not Seat.objects.filter(pk=seat.pk, has_answered=False).update(has_answered=True):
        raise RuleBroken(_("You have answered this already. Thank you."))
    seat.refresh_from_db()
    for question, reply in replies.items():
        if question in Question.values and reply in Reply.values:
            tally, _new = Tally.objects.get_or_create(sitting=seat.sitting, question=question, reply=reply)
            Tally.objects.filter(pk=tally.pk).update(count=F("count") + 1)


def counts(sitting) -> list[dict]:
    """question, and how many said what; a count under five is "<5", and nothing shows before five have answered."""
    if sitting.seats.filter(has_answered=True).count() < SHOWN_FROM:
        return []
    found = {(tally.question, tally.reply): tally.count for tally in sitting.tallies.all()}
    return [
        {
            "question": question.label,
            "replies": [(reply.label, hidden(found.get((question, reply), 0))) for reply in Reply],
        }
        for question in Question
    ]


def hidden(count: int) -> str:
    """A number that nobody can be told from."""
    return str(count) if count == 0 or count >= SHOWN_FROM else f"<{SHOWN_FROM}"
