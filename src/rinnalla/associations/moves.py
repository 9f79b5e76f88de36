"""What an administrator does: founds the union, opens associations, gives and ends roles (R35)."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from rinnalla.associations import accents
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, County, Invitation, Municipality, Role, Topic, Union
from rinnalla.associations.policies import may_be_invited_to
from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.people.models import Person

UNION_FACTS = {"fi", "sv", "en", "phone", "phone_hours", "email"}
ASSOCIATION_FACTS = UNION_FACTS | {"accent", "looks_first", "promise_days", "is_active"}
TOPIC_FACTS = {"fi", "sv", "en", "is_offered"}


# --- the union -----------------------------------------------------------------------------------------------------
@scope.system("staff")
@transaction.atomic
def found_union(*, by: Person | None, **facts: Any) -> Union:
    """The one union of this installation. Raises RuleBroken when it is there already."""
    if Union.get():
        raise RuleBroken(_("The union is there already. Change its details instead."))
    union = Union(**_known(facts, UNION_FACTS))
    union.save()
    book.write(by, "union.changed", fields=sorted(facts))
    return union


@scope.system("staff")
@transaction.atomic
def change_union(union: Union, *, by: Person, **facts: Any) -> None:
    """The union's names and how it is reached."""
    changed = _change(union, _known(facts, UNION_FACTS))
    if changed:
        book.write(by, "union.changed", fields=changed)


# --- associations --------------------------------------------------------------------------------------------------
@scope.system("staff")
@transaction.atomic
def add_association(
    *, by: Person | None, county: County | None = None, area: Iterable[Municipality] = (), **facts: Any
) -> Association:
    """An association begins. Its area is `area`, or else the whole `county`, or nothing yet."""
    accents.check(facts.get("accent", ""))
    association = Association(**_known(facts, ASSOCIATION_FACTS))
    association.save()
    municipalities = list(area) or (list(county.municipalities.all()) if county else [])
    association.area.set(municipalities)
    book.write(by, "association.opened", about=association, concerns=[])
    return association


@scope.system("staff")
@transaction.atomic
def change_association(association: Association, *, by: Person, **facts: Any) -> None:
    """Names, contact, the colour of its pages, whether the coordinator looks first (R22), the promise (R17)."""
    if "accent" in facts:
        accents.check(facts["accent"])
    was_active = association.is_active
    changed = _change(association, _known(facts, ASSOCIATION_FACTS))
    if changed:
        closed = was_active and not association.is_active
        action = "association.closed" if closed else "association.changed"
        book.write(by, action, about=association, concerns=[], fields=changed)


@scope.system("staff")
@transaction.atomic
def serve(association: Association, municipalities: Iterable[Municipality], *, by: Person) -> None:
    """From now on the association serves these municipalities and no others (R35)."""
    association.area.set(municipalities)
    book.write(by, "association.changed", about=association, concerns=[], fields=["area"])


# --- roles ---------------------------------------------------------------------------------------------------------
@scope.system("staff")
@transaction.atomic
def give_role(person: Person, kind: str, association: Association | None, *, by: Person | None) -> Role:
    """Someone works somewhere from now on; the same role given twice is one.

    Raises   RuleBroken for a role that does not exist there
    """
    if not may_be_invited_to(kind, association):
        raise RuleBroken(_("An administrator works for the union, not for one association."))
    standing = Role.objects.standing().filter(person=person, kind=kind, association=association)
    if held := standing.first():
        return held
    try:
        with transaction.atomic():
            role = Role.objects.create(person=person, kind=kind, association=association, given_by=by)
    except IntegrityError:  # a twin request gave the same
        return standing.get()
    book.write(by, "role.given", about=person, details=_told_of(role))
    person.__dict__.pop("_roles", None)
    return role


@scope.system("staff")
@transaction.atomic
def end_role(role: Role, *, by: Person) -> None:
    """The work ends. When none of its kind is left, the person's sessions end in the same transaction.

    The line in the ledger comes first, since it lets one writer in at a time: two administrators who end each other's
    role at the same moment cannot both succeed.
    Raises   RuleBroken for the last administrator; Overtaken when it has ended already
    """
    book.write(by, "role.ended", about=role.person, details=_told_of(role))
    alike = Role.objects.standing().filter(kind=role.kind)
    if role.kind == RoleKind.ADMINISTRATOR and not alike.exclude(pk=role.pk).exists():
        raise RuleBroken(_("The union needs an administrator. Invite another one before this role ends."))
    if not Role.objects.standing().filter(pk=role.pk).update(until=clock.now()):
        raise Overtaken(_("This role has ended already."))
    role.refresh_from_db()
    role.person.__dict__.pop("_roles", None)
    _take_back_invitations(role)
    if not alike.filter(person=role.person).exists():
        role.person.end_sessions()  # every session carries a mark that changes here (people/models.py)


def _take_back_invitations(role: Role) -> None:
    """Links to the same work, and those that a former administrator has sent, open nothing any more."""
    same = Q(person=role.person, kind=role.kind, association=role.association)
    sent = Q(invited_by=role.person) if role.kind == RoleKind.ADMINISTRATOR else Q(pk=None)
    open_ones = Invitation.objects.filter(used_at=None, expires_at__gt=clock.now())
    open_ones.filter(same | sent).update(expires_at=clock.now())


def _told_of(role: Role) -> dict[str, str]:
    return {"kind": role.kind, "association": role.association.code if role.association else ""}


# --- topics --------------------------------------------------------------------------------------------------------
@scope.system("staff")
@transaction.atomic
def add_topic(*, parent: Topic, by: Person, **facts: Any) -> Topic:
    """A topic of the union's own under one of the headings (R3).

    Raises   RuleBroken when there is one by this name
    """
    known = _known(facts, TOPIC_FACTS)
    key = slugify(known.get("en") or known["fi"])[:40].strip("-")
    if not key or Topic.objects.filter(key=key).exists():
        raise RuleBroken(_("There is a topic by this name already. Give this one another name."))
    last = Topic.objects.order_by("-place").values_list("place", flat=True).first() or 0
    topic = Topic.objects.create(key=key, kind=parent.kind, parent=parent, place=last + 1, **known)
    book.write(by, "topic.changed", fields=sorted(known))
    return topic


@scope.system("staff")
@transaction.atomic
def change_topic(topic: Topic, *, by: Person, **facts: Any) -> None:
    """Its names, and whether it is offered; what has been told of it already stays."""
    changed = _change(topic, _known(facts, TOPIC_FACTS))
    if changed:
        book.write(by, "topic.changed", fields=changed)


# --- plumbing ------------------------------------------------------------------------------------------------------
def _known(facts: dict[str, Any], allowed: set[str]) -> dict[str, Any]:
    if unknown := facts.keys() - allowed:
        raise TypeError(f"not a fact of it: {', '.join(sorted(unknown))}")
    return facts


def _change(thing: Any, facts: dict[str, Any]) -> list[str]:
    """Write what differs; returns the names of the changed fields."""
    changed = sorted(name for name, value in facts.items() if getattr(thing, name) != value)
    for name in changed:
        setattr(thing, name, facts[name])
    if changed:
        thing.save(update_fields=changed)
    return changed
