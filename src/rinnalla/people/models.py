"""Who someone is. Names and addresses are sealed (P2); sign-in finds a person by a blind index (docs/adr/0004)."""

from dataclasses import asdict, dataclass, fields

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P0, P1, P2, P3
from rinnalla.people.choices import ConsentPurpose, DraftKind, Given, Language
from rinnalla.vault import blind
from rinnalla.vault.fields import Owner, Sealed, SealedModel


@dataclass(frozen=True)
class Identity:
    """What is sealed as a person's identity (P2).

    called        first name or nickname, what a peer will see at the introduction
    full_name     "" when never told
    email, phone  "" when none; phone as typed, made international (E.164) when it can be
    municipality  three-digit code, or "" when not told
    """

    called: str = ""
    full_name: str = ""
    email: str = ""
    phone: str = ""
    municipality: str = ""

    @classmethod
    def of(cls, opened: dict | None) -> "Identity":
        """From what the vault gives back; unknown keys are left out, so an older blob still opens."""
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in (opened or {}).items() if key in known})


def index_of_email(email: str) -> str:
    """The blind index of an exact address; the same for any case and outer spaces."""
    return blind.index("people.email", email.strip().casefold())


class People(BaseUserManager["Person"]):
    """Finding persons. There is no look-up by name across anything (docs/words.md: registry of nobody)."""

    def with_email(self, email: str) -> models.QuerySet["Person"]:
        """Every person with this exact address, the proven one first."""
        return self.with_email_index(index_of_email(email))

    def with_email_index(self, index: str) -> models.QuerySet["Person"]:
        found = self.filter(email_index=index) if index else self.none()
        return found.order_by(F("email_proven_at").asc(nulls_last=True), "pk")

    def to_sign_in(self, index: str) -> "Person | None":
        """Who signs in by the address with this blind index: the one who proved it, or else the oldest."""
        return self.with_email_index(index).filter(is_active=True).first()

    def get_by_natural_key(self, code):
        return self.get(code=code)


class Person(SealedModel, AbstractBaseUser):
    """Anyone: seeker, supporter, staff. A person needs no address and never has to sign in (R15)."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    language = models.CharField(max_length=2, choices=Language, default=Language.FI)
    identity = Sealed(grade="P2")
    email_index = models.CharField(max_length=64, blank=True, default="", db_index=True, editable=False)
    phone_index = models.CharField(max_length=64, blank=True, default="", db_index=True, editable=False)
    email_proven_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    fates = {
        "id": P1.keep("count"),
        "code": P1.keep("count"),
        "language": P1.keep("count"),
        "identity": P2.erase("account"),
        "email_index": P2.erase("account"),
        "phone_index": P2.erase("account"),
        "email_proven_at": P1.erase("account"),
        "is_active": P1.keep("count"),
        "created_at": P1.keep("count"),
        "password": P1.erase("account"),
        "last_login": P1.erase("security"),
    }

    USERNAME_FIELD = "code"
    EMAIL_FIELD = "code"
    REQUIRED_FIELDS = []
    objects = People()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_proven_address_is_one_persons",
                fields=["email_index"],
                condition=Q(email_proven_at__isnull=False) & ~Q(email_index=""),
            )
        ]

    def __str__(self):
        return self.code

    def sealed_for(self) -> Owner:
        return Owner(self.code)

    def concerns(self) -> list[str]:
        return [self.code]

    def has_usable_password(self) -> bool:
        """There are no passwords. The column holds a random mark that every session carries (`end_sessions`)."""
        return False

    def end_sessions(self) -> None:
        """Every session of this person ends at its next page; the caller is inside the move that made it so."""
        self.set_unusable_password()
        self.save(update_fields=["password"])

    def know_as(self, identity: Identity) -> None:
        """Seal who this person is and index the exact addresses; the caller saves."""
        self.seal(identity=asdict(identity))
        email, phone = identity.email.strip().casefold(), identity.phone
        index = index_of_email(email) if email else ""
        if index != self.email_index:
            self.email_index, self.email_proven_at = index, None
        self.phone_index = blind.index("people.phone", phone) if phone else ""


class Consent(models.Model):
    """One person's yes to one purpose, in the words of one version; taken back as easily as given (R37)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose)
    version = models.CharField(max_length=10)
    language = models.CharField(max_length=2, choices=Language)
    given = models.CharField(max_length=10, choices=Given, default=Given.SELF)
    given_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    fates = {
        "id": P1.erase("account"),
        "person": P1.erase("account"),
        "purpose": P1.erase("account"),
        "version": P0.erase("account"),
        "language": P1.erase("account"),
        "given": P1.erase("account"),
        "given_at": P1.erase("account"),
        "recorded_by": P1.erase("account"),
        "withdrawn_at": P1.erase("account"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="consent_one_standing_per_purpose",
                fields=["person", "purpose"],
                condition=Q(withdrawn_at=None),
            )
        ]


class Draft(SealedModel):
    """Answers half given, kept behind a resume link and a short code for 14 days; needs no account (experience.md)."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=12, choices=DraftKind)
    resume_index = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(max_length=2, choices=Language, default=Language.FI)
    answers = Sealed(grade="P3")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    sent_reference = models.CharField(max_length=16, blank=True, default="", editable=False)

    fates = {
        "id": P1.erase("draft"),
        "code": P1.erase("draft"),
        "kind": P1.erase("draft"),
        "resume_index": P2.erase("draft"),
        "language": P1.erase("draft"),
        "answers": P3.erase("draft"),
        "created_at": P1.erase("draft"),
        "expires_at": P1.erase("draft"),
        "sent_reference": P1.erase("draft"),
    }

    def sealed_for(self) -> Owner:
        return Owner(self.code)

    def concerns(self) -> list[str]:
        return [self.code]


class Sending(models.Model):
    """A form's idempotency key and where its answer led, so that a double press replays the same answer."""

    key = models.CharField(max_length=64, unique=True)
    sender = models.CharField(max_length=64)
    led_to = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(default=clock.now, db_index=True)

    fates = {
        "id": P1.erase("security"),
        "key": P1.erase("security"),
        "sender": P1.erase("security"),
        "led_to": P1.erase("security"),
        "at": P1.erase("security"),
    }
