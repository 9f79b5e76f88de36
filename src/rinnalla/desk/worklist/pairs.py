"""Lines from companionships: an agreement, a review, a parting that waits. Facts only, never words (R26)."""

from datetime import timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from rinnalla.associations.models import coordinated_by, coordinated_keys
from rinnalla.base import clock
from rinnalla.base.templatetags.parts import day
from rinnalla.companionships.choices import Stage
from rinnalla.companionships.models import Agreement, Companionship
from rinnalla.desk.worklist.known import once_a_day
from rinnalla.desk.worklist.lines import NOBODYS, OTHERS, Line
from rinnalla.people.models import Person

MOST = 300
WEEK = timedelta(days=7)
PARTINGS = timedelta(days=60)  # an older parting waits for nobody any more
COLUMNS = (
    "code", "stage", "met_at", "next_review", "review_asked_at", "ended_at", "association", "person__code",
    "person__identity", "person__email_index", "person__by_mail",
)  # fmt: skip


def lines(person: Person) -> list[Line]:
    found = [_line(pair, person) for pair in _rows(person)]
    return [line for line in found if line]


def _rows(person: Person) -> QuerySet[Companionship]:
    """Only those for which something may be due, so that a long history costs nothing."""
    now, today = clock.now(), clock.today()
    due = (
        Q(stage=Stage.AGREEING, met_at__lte=now - WEEK)
        | Q(stage__in=(Stage.WALKING, Stage.PAUSED), waits_since__lte=now - WEEK)
        | Q(stage=Stage.WALKING, next_review__lte=today + WEEK)
        | Q(stage=Stage.ENDED, next_step_at=None, ended_at__gte=now - PARTINGS)
    )
    return _all(person).filter(due).exclude(Q(person=person) | Q(supporter__person=person))[:MOST]


@once_a_day(coordinated_keys)
def _all(person: Person) -> QuerySet[Companionship]:
    waiting = Agreement.objects.filter(companionship=OuterRef("pk"), in_force_at=None, set_aside_at=None)
    facts = {"waits_since": Subquery(waiting.values("written_at")[:1]), "care": F("ask__claimed_by")}
    rows = Companionship.objects.filter(coordinated_by(person, of="person")).annotate(**facts).select_related("person")
    return rows.only(*COLUMNS).order_by("met_at", "pk")


def _line(pair: Companionship, person: Person) -> Line | None:
    made = _parting(pair) or _agreement(pair) or _review(pair)
    if made is None:
        return None
    kind, words, since, is_late = made
    is_mine = pair.care == person.pk
    if not (is_mine or pair.care is None or is_late):
        return None
    about = "" if is_mine else OTHERS if pair.care else NOBODYS
    return Line(
        kind=kind, key=pair.code, words=words, since=since, about=about, is_late=is_late,
        to=("desk-companionship", pair.code), who=pair.person if is_mine else None,
    )  # fmt: skip


def _parting(pair: Companionship):
    if pair.stage != Stage.ENDED:
        return None
    words = _("The two have parted. Agree on the next step today.")
    return "parting", words, pair.ended_at, clock.local_day(pair.ended_at) < clock.today()


def _agreement(pair: Companionship):
    since = pair.waits_since
    if since and since <= clock.now() - WEEK:
        return "agreement", _("The agreement has waited for a signature for a week or more."), since, _long(since)
    if pair.stage == Stage.AGREEING and since is None:
        return "agreement", _("The two have met but not written their agreement yet."), pair.met_at, _long(pair.met_at)
    return None


def _long(since) -> bool:
    return since <= clock.now() - 2 * WEEK


def _review(pair: Companionship):
    """Silence asks (R24): a day that has passed; and a day that is near, for someone whom we call."""
    today = clock.today()
    if pair.stage != Stage.WALKING or pair.next_review is None:
        return None
    if pair.next_review <= today:
        words = _("The day to look back has come, and not both have answered.")
        return "review", words, pair.next_review, pair.next_review <= today - WEEK
    if pair.person.hears_by_mail or pair.next_review > today + WEEK:
        return None
    words = _("They look back together soon: %(day)s. This person hears it by telephone.") % {
        "day": day(pair.next_review)
    }
    return "review", words, pair.next_review, False
