"""Who may, in guidance. `may_care_for`, `may_see_guide`, `may_see_meeting`, `may_see_place` are twins of querysets."""

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, coordinates, roles_of
from rinnalla.guidance.choices import MeetingStage
from rinnalla.guidance.models import Guide, Meeting, Place, Reflection, Thanks
from rinnalla.guidance.models.guides import GUIDED, guide_of
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter


def gives_guidance(person: Person) -> bool:
    """A guide, or a coordinator of some association."""
    return any(
        role.kind == RoleKind.GUIDE or (role.kind == RoleKind.COORDINATOR and role.association_id)
        for role in roles_of(person)
    )


def may_plan_for(person: Person, association: Association | None) -> bool:
    """Group meetings of an association: its guides and coordinators; of the whole union: the union's guides."""
    key = association.pk if association else None
    kinds = (RoleKind.GUIDE, RoleKind.COORDINATOR) if association else (RoleKind.GUIDE,)
    return any(role.kind in kinds and role.association_id == key for role in roles_of(person))


def may_care_for(person: Person, supporter: Supporter) -> bool:
    """The supporter's guide, and the coordinators of the association; never themself. Twin of `in_care_of`."""
    if person.pk == supporter.person_id or supporter.stage not in GUIDED or supporter.person.is_restricted:
        return False
    guide = None if coordinates(person, supporter.association) else guide_of(supporter)
    return coordinates(person, supporter.association) or (guide is not None and guide.person_id == person.pk)


def may_name_guide(person: Person, supporter: Supporter) -> bool:
    """A coordinator of the supporter's association; never one's own guide."""
    return coordinates(person, supporter.association) and person.pk != supporter.person_id


def may_see_guide(person: Person, guide: Guide) -> bool:
    """The supporter, the guide until it ends, and the coordinators of the association. Twin of `Guides.visible_to`."""
    whose = guide.supporter
    guides = person.pk == guide.person_id and guide.until is None
    is_theirs = guides or coordinates(person, whose.association)
    return person.pk == whose.person_id or (is_theirs and not whose.person.is_restricted)


def may_see_meeting(person: Person, meeting: Meeting) -> bool:
    """Twin of `Meetings.visible_to`."""
    if may_lead(person, meeting) or person.pk == meeting.led_by_id or coordinates(person, meeting.association):
        return True
    has_place = meeting.places.filter(supporter__person=person).exists()
    return has_place or Meeting.objects.open_to(person).filter(pk=meeting.pk).exists()


def may_lead(person: Person, meeting: Meeting) -> bool:
    """Whoever leads it, while they have the task; and the coordinators of its association."""
    if meeting.association and coordinates(person, meeting.association):
        return True
    return person.pk == meeting.led_by_id and gives_guidance(person)


def may_join(person: Person, meeting: Meeting) -> bool:
    """A supporter to whom this group meeting is open; a talk of two has its one seat already."""
    return Meeting.objects.open_to(person).filter(pk=meeting.pk).exists()


def may_see_place(person: Person, place: Place) -> bool:
    """Twin of `Places.visible_to`."""
    meeting = place.meeting
    leads = meeting.led_by_id == person.pk or coordinates(person, meeting.association)
    return place.supporter.person_id == person.pk or (leads and not place.supporter.person.is_restricted)


def may_leave(person: Person, place: Place) -> bool:
    """Only one's own place."""
    return place.supporter.person_id == person.pk


def may_mark(person: Person, place: Place) -> bool:
    """Who leads the meeting notes who was there; nobody notes it of themself."""
    is_own = place.supporter.person_id == person.pk
    return may_lead(person, place.meeting) and not is_own and place.meeting.stage != MeetingStage.CALLED_OFF


def may_read_thanks(person: Person, thanks: Thanks) -> bool:
    """The one who was thanked. Twin of `ThanksRows.visible_to`."""
    return thanks.supporter.person_id == person.pk


def may_read_reflection(person: Person, reflection: Reflection) -> bool:
    """Its writer, and nobody else in any role. Twin of `Reflections.visible_to`."""
    return reflection.person_id == person.pk


def has_own_care(person: Person, supporter: Supporter) -> bool:
    """One's own guidance, thanks, rhythm and reflection."""
    return supporter.person_id == person.pk
