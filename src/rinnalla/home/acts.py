"""What waits for someone, in words, with the button that leads there; for the first page and for the pair's own."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from rinnalla.asks.choices import Stage as AskStage
from rinnalla.asks.models import Ask
from rinnalla.base.templatetags.parts import moment
from rinnalla.companionships import waiting
from rinnalla.companionships.choices import Side
from rinnalla.companionships.models import Companionship
from rinnalla.people.models import Person
from rinnalla.supporters.choices import MAY_PLEDGE
from rinnalla.supporters.models import Supporter


@dataclass(frozen=True)
class Doing:
    """One thing that waits. heading says what; words explain; the button is named `action` and leads to `url`."""

    heading: str
    words: str
    url: str
    action: str


def in_pair(companionship: Companionship, person: Person, called: str = "") -> Doing | None:
    """What waits for this person with the other one, who is called so. None when it is the other one's turn."""
    found = waiting.act(companionship, person)
    code = companionship.code
    doings = {waiting.Act.WRITE: _write, waiting.Act.SIGN: _sign, waiting.Act.REVIEW: _review}
    doings |= {waiting.Act.NEXT_STEP: _next_step, waiting.Act.PAUSED: _go_on}
    return doings[found](code, called) if found in doings else None


def _write(code: str, called: str) -> Doing:
    return Doing(
        _("Agree on how to begin"),
        _("Talk first, and write together a few words on how you walk alongside. It can be changed at any time."),
        reverse("agreement-write", args=[code]),
        _("Write our agreement"),
    )


def _sign(code: str, called: str) -> Doing:
    return Doing(
        _("Read the agreement and sign it"),
        _("%(name)s has written it and signed. Read it in peace; you may also change it.") % {"name": called}
        if called
        else _("The other one has written it and signed. Read it in peace; you may also change it."),
        reverse("agreement", args=[code]),
        _("Read the agreement"),
    )


def _review(code: str, called: str) -> Doing:
    return Doing(
        _("It is time to look back"),
        _("How has it been? Both of you are asked, each alone. It takes about two minutes."),
        reverse("review", args=[code]),
        _("Look back"),
    )


def _go_on(code: str, called: str) -> Doing:
    return Doing(
        _("You have a pause"),
        _("A pause lasts as long as it needs to. Either of you may say when you go on."),
        reverse("companionship-go-on", args=[code]),
        _("Go on together"),
    )


def _next_step(code: str, called: str) -> Doing:
    return Doing(
        _("Choose what comes next"),
        _("Your time together has ended. You are not left alone: choose the next step that feels right."),
        reverse("next-step", args=[code]),
        _("See the next steps"),
    )


def as_seeker(ask: Ask) -> Doing | None:
    """Cards to choose from, when they are in sight. Needs `has_cards` (see views.mine)."""
    if ask.stage != AskStage.SHORTLISTED or not ask.has_cards or ask.left_to_us or ask.wants_others_at:  # type: ignore[attr-defined]
        return None
    return Doing(
        _("Choose a peer"),
        _("There are people who have lived something like this. You choose; nobody knows whom you looked at."),
        reverse("my-cards"),
        _("See the cards"),
    )


def as_supporter(supporter: Supporter) -> list[Doing]:
    """A question to answer, a time to talk, what to sign. Needs what views.mine annotates."""
    found = []
    if supporter.is_asked:  # type: ignore[attr-defined]
        found.append(
            Doing(
                _("Someone hopes for you"),
                _("Read what they need, without a name. You may say yes or no, and no reason is asked."),
                reverse("my-proposals"),
                _("Read and answer"),
            )
        )
    if supporter.talks_at:  # type: ignore[attr-defined]
        found.append(
            Doing(
                _("We talk"),
                moment(supporter.talks_at),  # type: ignore[attr-defined]
                reverse("my-supporting"),
                _("See where and how"),
            )
        )
    if supporter.stage in MAY_PLEDGE and not supporter.is_agreed:  # type: ignore[attr-defined]
        found.append(
            Doing(
                _("Sign the volunteer's agreement"),
                _("It says what the association promises you, and what you promise."),
                reverse("my-agreement"),
                _("Read the agreement"),
            )
        )
    if supporter.stage in MAY_PLEDGE and not supporter.is_pledged:  # type: ignore[attr-defined]
        found.append(
            Doing(
                _("Sign the secrecy pledge"),
                _("It is signed before the first person, and again when its words change."),
                reverse("my-pledge"),
                _("Read the pledge"),
            )
        )
    return found


def standing_words(companionship: Companionship, person: Person) -> str:
    """Where the two stand, in one sentence for one of them."""
    found = waiting.act(companionship, person)
    said = {
        waiting.Act.THEY_SIGN: _("You have signed. The other one reads the agreement in peace."),
        waiting.Act.THEY_REVIEW: _("You have looked back. The other one has not answered yet."),
        waiting.Act.PAUSED: _("You have a pause."),
        waiting.Act.WRITE: _("You have been introduced. The agreement is still to be made."),
        waiting.Act.SIGN: _("There is an agreement for you to read."),
        waiting.Act.REVIEW: _("It is time to look back."),
        waiting.Act.NEXT_STEP: _("Your time together has ended."),
    }
    if found in said:
        return said[found]
    return _("Your time together has ended.") if companionship.ended_at else _("You walk alongside each other.")


def is_supporter_in(companionship: Companionship, person: Person) -> bool:
    return companionship.side_of(person) == Side.SUPPORTER
