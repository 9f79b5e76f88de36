"""Each supporter has a named guide (R10)."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Role, coordinated_by, roles_of
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1
from rinnalla.people.models import Person
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Supporter

SERVING = (Stage.ACTIVE, Stage.RESTING)
GUIDED = (Stage.TRAINED, *SERVING)  # guidance is for those who have done the basic course


class Guides(models.QuerySet["Guide"]):
    def standing(self):
        """Those in force: not ended, and the guide still has the task in the supporter's association or the union."""
        roles = Role.objects.standing().filter(person=OuterRef("person"))
        own = Q(association=OuterRef("supporter__association"))
        of_union = Q(association=None, kind=RoleKind.GUIDE)
        task = roles.filter(Q(kind__in=(RoleKind.GUIDE, RoleKind.COORDINATOR)) & own | of_union)
        return self.filter(Exists(task), until=None)

    def visible_to(self, person: Person):
        """The supporter, the guide until it ends, and the coordinators of the supporter's association."""
        theirs = Q(supporter__association__in=_coordinated(person)) | Q(person=person, until=None)
        return self.filter(Q(supporter__person=person) | theirs & Q(supporter__person__restricted_at=None))


class Guide(models.Model):
    """Someone is the guide of a supporter, from a day on, named by whom."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="guides")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guides_of")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)
    named_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    fates = {name: P1.erase("training") for name in ["id", "code", "supporter", "person", "since", "until", "named_by"]}

    objects = Guides.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="guide_one_at_a_time", fields=["supporter"], condition=Q(until=None)),
            models.CheckConstraint(
                name="guide_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self):
        return self.code

    def concerns(self) -> list[str]:
        return [self.supporter.person.code, self.person.code]


def _coordinated(person: Person) -> list[int]:
    """Keys of the associations that this person coordinates."""
    roles = [role for role in roles_of(person) if role.kind == RoleKind.COORDINATOR]
    return [role.association_id for role in roles if role.association_id]


def guide_of(supporter: Supporter) -> Guide | None:
    return Guide.objects.standing().filter(supporter=supporter).select_related("person").first()


def in_care_of(person: Person) -> QuerySet[Supporter]:
    """Supporters under way whose coping this person looks after: as guide or coordinator; never themself."""
    guided = Guide.objects.standing().filter(person=person).values("supporter")
    rows = Supporter.objects.filter(coordinated_by(person) | Q(pk__in=guided), person__restricted_at=None)
    return rows.filter(stage__in=GUIDED).exclude(person=person)


def may_be_guides(supporter: Supporter) -> QuerySet[Person]:
    """Who may be named: guides of the association or the union, and coordinators of the association."""
    own = Q(roles__association=supporter.association, roles__kind__in=(RoleKind.GUIDE, RoleKind.COORDINATOR))
    of_union = Q(roles__association=None, roles__kind=RoleKind.GUIDE)
    found = Person.objects.filter((own | of_union) & Q(roles__until=None), is_active=True)
    return found.exclude(pk=supporter.person_id).distinct().order_by("pk")
