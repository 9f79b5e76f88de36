"""Who someone is. Names and addresses are sealed (P2); sign-in finds a person by a blind index (docs/adr/0004)."""

from dataclasses import asdict, dataclass, fields

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import get_random_string

from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P0, P1, P2, P3
from rinnalla.people.choices import ConsentPurpose, Device, DraftKind, Given, Language, RecoveryEnd
from rinnalla.vault import blind
from rinnalla.vault.fields import Owner, Sealed, SealedModel

MARKED = "|"  # between the hash of a passphrase and the mark of the sessions; neither a hash nor a mark has one


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
    by_mail = models.BooleanField(
        default=True, db_default=True
    )  # notices may come by e-mail; codes for signing in always may
    restricted_at = models.DateTimeField(null=True, blank=True, editable=False)  # everything rests since (GDPR art. 18)
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
        "by_mail": P1.erase("account"),
        "restricted_at": P1.erase("account"),
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

    @property
    def hears_by_mail(self) -> bool:
        """Has an address and lets notices come there; anyone else is called (R15)."""
        return bool(self.email_index) and self.by_mail

    @property
    def is_restricted(self) -> bool:
        """Everything of this person rests: not matched, not shown to others, no letters (GDPR art. 18)."""
        return self.restricted_at is not None

    def has_usable_password(self) -> bool:
        """Nobody gets in by a password. The column holds a random mark that every session carries (`end_sessions`)."""
        return False

    @property
    def has_passphrase(self) -> bool:
        """Asked after the mailed code; the hash stands before the mark (people/passphrases.py)."""
        return MARKED in self.password

    def set_passphrase(self, words: str) -> None:
        """As typed, whole. The caller saves; every session ends but one that is renewed."""
        self.password = make_password(words, hasher="pbkdf2_sha256") + MARKED + get_random_string(22)

    def check_passphrase(self, words: str) -> bool:
        return self.has_passphrase and check_password(words, self.password.partition(MARKED)[0])

    def drop_passphrase(self) -> None:
        """The caller saves, and ends the sessions by it."""
        self.set_unusable_password()

    def end_sessions(self) -> None:
        """Every session of this person ends at its next page; the caller is inside the move that made it so."""
        kept = self.password.partition(MARKED)[0] if self.has_passphrase else ""
        self.set_unusable_password()
        if kept:
            self.password = kept + MARKED + get_random_string(22)
        self.save(update_fields=["password"])
        SignIn.objects.filter(person=self).delete()

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


class SignIn(models.Model):
    """Where a person is signed in: one row beside its session, gone with it, so that "where I am signed in" is true."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="sign_in")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ins")
    device = models.CharField(max_length=8, choices=Device, default=Device.UNKNOWN)
    began_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)

    fates = {
        "id": P1.erase("security"),
        "session": P1.erase("security"),
        "person": P1.erase("security"),
        "device": P1.erase("security"),
        "began_at": P1.erase("security"),
        "seen_at": P1.erase("security"),
    }


class Recoveries(models.QuerySet["Recovery"]):
    def open(self):
        """Asked or approved, and neither used nor stopped."""
        return self.filter(ended_at=None)

    def waiting(self):
        """For someone's yes."""
        return self.open().filter(approved_at=None)


class Recovery(models.Model):
    """Someone lost the second key: another person says yes, a day passes, and a link opens the door once (ADR 0015)."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recoveries")
    asked_at = models.DateTimeField(default=clock.now)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    opens_at = models.DateTimeField(null=True, blank=True)
    link_index = models.CharField(max_length=64, blank=True, default="", db_index=True, editable=False)
    link_sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=8, choices=RecoveryEnd, blank=True, default="")

    fates = {
        "id": P1.erase("security"),
        "code": P1.erase("security"),
        "person": P1.erase("security"),
        "asked_at": P1.erase("security"),
        "approved_at": P1.erase("security"),
        "approved_by": P1.erase("security"),
        "opens_at": P1.erase("security"),
        "link_index": P2.erase("security"),
        "link_sent_at": P1.erase("security"),
        "ended_at": P1.erase("security"),
        "how": P1.erase("security"),
    }

    objects = Recoveries.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recovery_one_open_per_person", fields=["person"], condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="recovery_nobody_approves_for_themself",
                condition=Q(approved_by=None) | ~Q(approved_by=F("person")),
            ),
            models.CheckConstraint(
                name="recovery_approved_says_when_it_opens",
                condition=Q(approved_at=None, opens_at=None, approved_by=None)
                | Q(approved_at__isnull=False, opens_at__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_link_only_after_approval",
                condition=Q(link_sent_at=None, link_index="") | Q(link_sent_at__isnull=False, opens_at__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_ended_says_how",
                condition=Q(ended_at=None, how="") | (Q(ended_at__isnull=False) & ~Q(how="")),
            ),
        ]

    def concerns(self) -> list[str]:
        return [self.person.code]

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_ready(self) -> bool:
        """The day has passed: a link may be made."""
        return self.is_open and self.opens_at is not None and self.opens_at <= clock.now()
