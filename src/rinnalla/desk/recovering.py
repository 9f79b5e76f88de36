"""A lost second key, for those who may say yes to a new one: who they are, what they see, and how they hear of it.

Staff: an administrator of the union, or a coordinator who works where they do. A seeker or a supporter: a coordinator
of their association. Nobody for themself. Whom no association knows, the union's own people (docs/adr/0015).
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from rinnalla.asks.models import Ask
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, Role, administers, coordinated_by, coordinated_keys
from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.letters import post
from rinnalla.letters.choices import Kind, LetterStage, Way
from rinnalla.letters.models import Letter
from rinnalla.people import recovery as people
from rinnalla.people.models import Person, Recovery
from rinnalla.supporters.models import Supporter

THEIRS = {"person": OuterRef("person")}


# --- who may --------------------------------------------------------------------------------------------------------
def visible_to(person: Person) -> QuerySet[Recovery]:
    """Open ones that this person may answer; `may_answer` says the same of one.

    Whom nobody knows is only seen from beyond the wall, so the keys are asked there, and the rows in one's own scope.
    """
    with scope.system("identity"):
        keys = list(_to_answer(person).values_list("pk", flat=True))
    return Recovery.objects.open().filter(pk__in=keys).select_related("person")


def _to_answer(person: Person) -> QuerySet[Recovery]:
    roles = Role.objects.standing().filter(**THEIRS)
    asks, supporting = Ask.objects.filter(**THEIRS), Supporter.objects.filter(**THEIRS)
    known = Exists(roles) | Exists(asks) | Exists(supporting)
    may = Q(pk=None)
    if administers(person):
        may |= Q(Exists(roles)) | ~Q(known)
    keys = coordinated_keys(person)
    if keys:
        here = coordinated_by(person)
        at_work, not_staff = Exists(roles.filter(here)), ~Exists(roles)
        may |= Q(at_work) | (Q(not_staff) & (Q(Exists(asks.filter(here))) | Q(Exists(supporting.filter(here)))))
        may |= Q(Exists(roles.filter(kind=RoleKind.ADMINISTRATOR))) & ~Q(Exists(_other_administrators()))
        if None in keys:
            may |= ~Q(known)
    return Recovery.objects.open().filter(may).exclude(person=person)


def _other_administrators() -> QuerySet[Role]:
    others = Role.objects.standing().filter(kind=RoleKind.ADMINISTRATOR)
    return others.exclude(person=OuterRef("person"))


@scope.system("identity")
def may_answer(person: Person, recovery: Recovery) -> bool:
    """The policy: someone else who knows the person by their work, or the union for its staff."""
    them = recovery.person
    if person == them or not recovery.is_open:
        return False
    roles = list(Role.objects.standing().filter(person=them))
    places = {role.association_id for role in roles} if roles else _places(them)
    if administers(person) and (roles or not places):
        return True
    keys = coordinated_keys(person)
    if places & set(keys) or (not places and None in keys):
        return True
    return bool(keys) and _is_only_administrator(them)


def _places(person: Person) -> set[int | None]:
    asks = Ask.objects.filter(person=person).values_list("association_id", flat=True)
    return {*asks, *Supporter.objects.filter(person=person).values_list("association_id", flat=True)}


def _is_only_administrator(person: Person) -> bool:
    holders = Role.objects.standing().filter(kind=RoleKind.ADMINISTRATOR).values_list("person_id", flat=True)
    return set(holders) == {person.pk}


# --- how they hear of it --------------------------------------------------------------------------------------------
@scope.system("identity")
def tell(recovery: Recovery) -> None:
    """A call to make, on the worklist of every association that may answer (`settings.RECOVERY_ASKED`)."""
    for association in _told(recovery.person):
        post.call(Kind.KEY, to=recovery.person, association=association)


def _told(person: Person) -> list[Association | None]:
    roles = list(Role.objects.standing().filter(person=person).values_list("association_id", flat=True))
    places = set(roles) or _places(person) or {None}
    if _is_only_administrator(person):
        return [*Association.objects.working(), None]
    found: list[Association | None] = list(Association.objects.filter(pk__in=[place for place in places if place]))
    return [*found, None] if None in places else found


@scope.system("identity")
@transaction.atomic
def approve(recovery: Recovery, made_sure: str, *, by: Person) -> None:
    """The yes; whoever has a telephone is told by it too, by a coordinator, so that mail alone decides nothing."""
    people.approve(recovery, made_sure, by=by)
    _put_away(Q(to=recovery.person), by=by)
    if recovery.person.phone_index:
        tell(recovery)


@scope.system("identity")
@transaction.atomic
def stop(recovery: Recovery, *, by: Person) -> None:
    """Whoever was called did not know of it."""
    people.stop(recovery, by=by)
    _put_away(Q(to=recovery.person), by=by)


@scope.system("identity")
def tidy() -> int:
    """Calls about what is over are no longer on anyone's list; returns how many."""
    return _put_away(~Exists(Recovery.objects.open().filter(person=OuterRef("to"))), by=None)


def _put_away(which, *, by: Person | None) -> int:
    waiting = Letter.objects.filter(which, kind=Kind.KEY, way=Way.CALL, stage=LetterStage.WAITING)
    return waiting.update(stage=LetterStage.TOLD, done_at=clock.now(), done_by=by)
