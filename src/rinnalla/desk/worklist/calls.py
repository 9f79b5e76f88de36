"""Lines from letters that are told by telephone, and whether mail stands still."""

from datetime import timedelta
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rinnalla.asks.models import Ask
from rinnalla.associations.models import coordinated_by, coordinated_keys
from rinnalla.base import clock
from rinnalla.companionships.models import Companionship
from rinnalla.desk.worklist.known import once_a_day
from rinnalla.desk.worklist.lines import LATE_AFTER, NOBODYS, OTHERS, Line
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.letters.models import Letter
from rinnalla.matching.models import Proposal
from rinnalla.people.models import Person, Recovery
from rinnalla.privacy.models import RightsRequest
from rinnalla.supporters.models import Supporter

MOST = 300
TOLD = gettext_lazy("Told")
PATIENCE = timedelta(days=3)  # then also a colleague sees that a call still waits
OF_PAIRS = (Kind.INTRODUCED, Kind.AGREEMENT, Kind.SIGNED, Kind.REVIEW, Kind.PARTING, Kind.PAUSED)


def lines(person: Person) -> tuple[list[Line], bool]:
    """Calls to make, and whether mail is down, to whomever it goes."""
    waiting = [_line(letter, person) for letter in _waiting(person).exclude(to=person)[:MOST]]
    return [line for line in waiting if line], post.mail_is_down()


@once_a_day(coordinated_keys)
def _waiting(person: Person) -> QuerySet[Letter]:
    own = Ask.objects.filter(coordinated_by(person, of="person"), person=OuterRef("to")).order_by("-received_at", "-pk")
    pairs = Companionship.objects.filter(Q(person=OuterRef("to")) | Q(supporter__person=OuterRef("to")))
    asked = Proposal.objects.open().filter(supporter__person=OuterRef("to"))
    wished = RightsRequest.objects.to_answer(person).answered().filter(person=OuterRef("to")).order_by("-answered_at")
    lost = Recovery.objects.open().filter(person=OuterRef("to"))
    return (
        post.waiting_calls(person)
        .select_related(None)
        .select_related("to")
        .only("code", "kind", "way", "made_at", "to__code", "to__identity")
        .annotate(
            ask_code=Subquery(own.values("code")[:1]),
            care=Subquery(own.values("claimed_by")[:1]),
            supporter_code=Subquery(Supporter.objects.filter(person=OuterRef("to")).values("code")[:1]),
            pair_code=Subquery(
                pairs.filter(coordinated_by(person, of="person")).order_by("-met_at").values("code")[:1]
            ),
            proposal_code=Subquery(asked.values("code")[:1]),
            recovery_code=Subquery(lost.values("code")[:1]),
            recovery_waits=Exists(lost.waiting()),
            wish_code=Subquery(wished.values("code")[:1]),
        )
        .order_by("made_at", "pk")
    )


def _line(letter: Letter, person: Person) -> Line | None:
    """Whoever is in one's own care, or a supporter, is named; a colleague calls those in the colleague's care."""
    if letter.kind == Kind.KEY and (letter.recovery_waits or not letter.recovery_code):
        return _lost_key(letter) if letter.recovery_code else None
    is_seeker = letter.ask_code is not None
    is_mine = letter.care == person.pk or not is_seeker
    if not is_mine and letter.care and letter.made_at > clock.now() - PATIENCE:
        return None
    about = "" if is_mine else OTHERS if letter.care else NOBODYS
    facts = {
        "kind": "call", "key": letter.code, "words": partial(_words, letter), "since": letter.made_at, "about": about,
        "is_late": letter.made_at <= clock.now() - timedelta(days=LATE_AFTER),
    }  # fmt: skip
    page = _page(letter)
    if not is_mine:
        return Line(**facts, to=("desk-ask", letter.ask_code))
    told = ("desk-told", letter.code)
    return Line(**facts, to=told, act=TOLD, is_post=True, is_call=True, who=letter.to, more=page)


def _lost_key(letter: Letter) -> Line:
    """Waits for someone's yes; whose it is and their number stand on the page, where opening them is written down."""
    words = gettext_lazy("Someone has lost the key for signing in. Call, make sure who it is, and answer.")
    is_late = letter.made_at <= clock.now() - PATIENCE
    return Line("call", letter.code, words, letter.made_at, ("desk-recovery", letter.recovery_code), is_late=is_late)


def _words(letter: Letter) -> str:
    return _("Call and tell: %(what)s.") % {"what": letter.get_kind_display()}


def _page(letter: Letter) -> tuple[str, str] | None:
    """Where to see what is told, in this person's matter."""
    if letter.kind == Kind.KEY:
        return ("desk-recovery", letter.recovery_code)
    if letter.kind == Kind.RIGHTS and letter.wish_code:
        return ("desk-wish", letter.wish_code)
    if letter.kind in (Kind.PROPOSED, Kind.REMINDER) and letter.proposal_code:
        return ("desk-proposal", letter.proposal_code)
    if letter.kind in OF_PAIRS and letter.pair_code:
        return ("desk-companionship", letter.pair_code)
    if letter.ask_code:
        return ("desk-ask", letter.ask_code)
    return ("supporter", letter.supporter_code) if letter.supporter_code else None
