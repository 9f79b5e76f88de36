"""Where the programme lives: the union, its associations and their areas, its topics, and who works where (R35)."""

import unicodedata

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from rinnalla.associations.choices import Accent, RoleKind, TopicKind
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P0, P1, P2
from rinnalla.people.models import Person


def folded(name: str) -> str:
    """A name as it is searched for: lower case, without accents and hyphens (Ähtäri → ahtari)."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


class Named(models.Model):
    """Abstract: a public name in three languages; a missing one falls back to Finnish."""

    fi = models.CharField(max_length=120)
    sv = models.CharField(max_length=120, blank=True, default="")
    en = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        abstract = True

    named_fates = {"fi": P0.keep("public"), "sv": P0.keep("public"), "en": P0.keep("public")}

    def __str__(self):
        return self.name

    def name_in(self, language: str | None) -> str:
        return getattr(self, language or "fi", "") or self.fi

    @property
    def name(self) -> str:
        return self.name_in((get_language() or "fi")[:2])


class Union(Named):
    """The one union of this installation."""

    phone = models.CharField(max_length=30)
    phone_hours = models.CharField(max_length=120, blank=True, default="")
    email = models.EmailField(blank=True, default="")

    fates = Named.named_fates | {
        "id": P0.keep("public"),
        "phone": P0.keep("public"),
        "phone_hours": P0.keep("public"),
        "email": P0.keep("public"),
    }

    @classmethod
    def get(cls) -> "Union | None":
        return cls.objects.order_by("pk").first()


class County(Named):
    code = models.CharField(max_length=2, primary_key=True)
    tile_row = models.PositiveSmallIntegerField()
    tile_column = models.PositiveSmallIntegerField()

    fates = Named.named_fates | {
        "code": P0.keep("public"),
        "tile_row": P0.keep("public"),
        "tile_column": P0.keep("public"),
    }


class Municipality(models.Model):
    """One of the 308 (2026); names in Finnish and Swedish, centre point for distances."""

    code = models.CharField(max_length=3, primary_key=True)
    fi = models.CharField(max_length=40)
    sv = models.CharField(max_length=40)
    languages = models.CharField(max_length=8)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="municipalities")
    longitude = models.FloatField()
    latitude = models.FloatField()
    folded_fi = models.CharField(max_length=40, db_index=True)
    folded_sv = models.CharField(max_length=40, db_index=True)

    fates = {
        name: P0.keep("public")
        for name in [
            "code",
            "fi",
            "sv",
            "languages",
            "county",
            "longitude",
            "latitude",
            "folded_fi",
            "folded_sv",
        ]
    }

    class Meta:
        ordering = ["fi"]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.sv if (get_language() or "fi")[:2] == "sv" else self.fi


class Postcode(models.Model):
    """Optional; the operator imports a list, since the registers forbid passing one on."""

    code = models.CharField(max_length=5, primary_key=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="postcodes")

    fates = {"code": P0.keep("public"), "municipality": P0.keep("public")}


class Topic(Named):
    """What lived experience can be about (R3): a two-level tree that the union edits."""

    key = models.SlugField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=10, choices=TopicKind)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    place = models.PositiveSmallIntegerField(default=0)
    hint = models.CharField(max_length=40, blank=True, default="")
    is_offered = models.BooleanField(default=True)

    fates = Named.named_fates | {
        name: P0.keep("public") for name in ["key", "kind", "parent", "place", "hint", "is_offered"]
    }

    class Meta:
        ordering = ["place"]


class Associations(models.QuerySet["Association"]):
    def working(self):
        return self.filter(is_active=True)

    def visible_to(self, person: Person):
        """Staff of the union see every association's public facts; others work in their own."""
        keys = [role.association_id for role in roles_of(person)]
        return self if None in keys else self.filter(pk__in=keys)


class Association(Named):
    """A regional association; its area is a list of municipalities, by default its county (R35)."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    phone = models.CharField(max_length=30)
    phone_hours = models.CharField(max_length=120, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    area = models.ManyToManyField(Municipality, related_name="associations", blank=True)
    accent = models.CharField(max_length=7, choices=Accent, blank=True, default=Accent.SPRUCE)
    looks_first = models.BooleanField(default=True)  # the coordinator looks before a shortlist goes out (R22)
    promise_days = models.PositiveSmallIntegerField(default=3)  # working days to the first word (R17)
    is_active = models.BooleanField(default=True)

    fates = Named.named_fates | {
        name: P0.keep("public")
        for name in [
            "id",
            "code",
            "phone",
            "phone_hours",
            "email",
            "area",
            "accent",
            "looks_first",
            "promise_days",
            "is_active",
        ]
    }

    objects = Associations.as_manager()

    class Meta:
        ordering = ["fi"]


class Roles(models.QuerySet["Role"]):
    def standing(self):
        """Roles in force today."""
        return self.filter(until=None)

    def visible_to(self, person: Person):
        """An administrator sees who works where; everyone sees their own roles."""
        return self if administers(person) else self.filter(person=person)


class Role(models.Model):
    """Someone works somewhere. No association means the union itself, whose queue takes what has no region (R18)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    association = models.ForeignKey(Association, null=True, blank=True, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=14, choices=RoleKind)
    since = models.DateTimeField(default=clock.now)
    given_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    until = models.DateTimeField(null=True, blank=True)

    fates = {name: P1.keep("account") for name in ["id", "person", "association", "kind", "since", "given_by", "until"]}

    objects = Roles.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="role_held_once",
                fields=["person", "association", "kind"],
                condition=Q(until=None, association__isnull=False),
            ),
            models.UniqueConstraint(
                name="role_of_the_union_held_once",
                fields=["person", "kind"],
                condition=Q(until=None, association=None),
            ),
            models.CheckConstraint(
                name="role_administrator_is_of_the_union",
                condition=~Q(kind="administrator") | Q(association=None),
            ),
        ]


class Invitation(models.Model):
    """A link by which someone invited takes up a role; only a hash of it is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    association = models.ForeignKey(Association, null=True, blank=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=14, choices=RoleKind)
    token_index = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    fates = {
        "id": P1.erase("draft"),
        "person": P1.erase("draft"),
        "association": P1.erase("draft"),
        "kind": P1.erase("draft"),
        "token_index": P2.erase("draft"),
        "invited_by": P1.erase("draft"),
        "made_at": P1.erase("draft"),
        "expires_at": P1.erase("draft"),
        "used_at": P1.erase("draft"),
    }


def roles_of(person) -> list[Role]:
    """The roles a signed-in person holds now, asked once a request; the ledger writes down the first as `acting_as`."""
    if not getattr(person, "is_authenticated", False):
        return []
    if not hasattr(person, "_roles"):
        person._roles = list(Role.objects.standing().filter(person=person).select_related("association"))
        person.acting_as = person._roles[0].kind if person._roles else ""
    return person._roles


def is_staff(person) -> bool:
    return bool(roles_of(person))


def coordinates(person, association: Association | None) -> bool:
    """Is a coordinator of this very association (None: of the union's own queue)."""
    key = association.pk if association else None
    return any(role.kind == RoleKind.COORDINATOR and role.association_id == key for role in roles_of(person))


def administers(person) -> bool:
    return any(role.kind == RoleKind.ADMINISTRATOR for role in roles_of(person))


def coordinated_keys(person) -> tuple[int | None, ...]:
    """Keys of the associations this person coordinates; None among them is the union's own queue."""
    return tuple(role.association_id for role in roles_of(person) if role.kind == RoleKind.COORDINATOR)


def coordinated_associations(person) -> tuple[int, ...]:
    """Keys of the associations this person coordinates, without the union's own queue."""
    return tuple(key for key in coordinated_keys(person) if key)


def coordinated_by(person, *, of: str = "") -> Q:
    """The condition `association is one that this person coordinates`, for querysets with an `association` field.

    of   the way to the person whose things these are: while everything of theirs rests, staff do not see it
    """
    own = Q(association__in=coordinated_associations(person))
    here = own | Q(association=None) if None in coordinated_keys(person) else own
    return here & Q(**{f"{of}__restricted_at": None}) if of else here
