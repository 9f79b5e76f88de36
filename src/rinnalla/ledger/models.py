"""The ledger's tables: events, the persons they mention, and the head of the chain."""

import hmac
import json

from django.db import models
from django.utils.translation import gettext as _

from rinnalla.base.errors import RuleBroken
from rinnalla.base.fate import P1, P2
from rinnalla.ledger.actions import ACTIONS
from rinnalla.ledger.choices import Purpose
from rinnalla.vault.fields import Owner, Sealed, SealedModel
from rinnalla.vault.keyring import keyring

START = "0" * 64  # what the first event follows


class AppendOnly(Exception):
    """Someone tried to change or delete a line of the ledger. A defect of the program, not of a person."""


class LedgerBroken(RuleBroken):
    """The chain does not hold, so nothing can be written, and therefore nothing opened."""

    status = 503


class AppendOnlyQuerySet(models.QuerySet):
    """Nothing is changed or deleted, and only `book.write` adds. The private doors begin with `_`."""

    def update(self, **kwargs):
        raise AppendOnly("lines of the ledger are never changed")

    def delete(self):
        raise AppendOnly("lines of the ledger are never deleted")

    def bulk_create(self, *args, **kwargs):
        raise AppendOnly("lines of the ledger are written by book.write")

    def _add(self, things):
        """For book.py alone."""
        return super().bulk_create(things)

    def _drop(self):
        """For retention.py alone."""
        return self._raw_delete(self.db)


class EventQuerySet(AppendOnlyQuerySet):
    def about(self, code: str) -> "EventQuerySet":
        """What was done or seen that concerns the person `code`, newest first (R38)."""
        return self.filter(mentions__code=code).order_by("-seq")

    def by_others(self, code: str) -> "EventQuerySet":
        """Without what the person did themself."""
        return self.exclude(actor=code)


class Event(SealedModel):
    """One line: who did or saw what, about whom and why. Names of fields, never their values."""

    is_chained = True  # the chain covers the ciphertext, so a new key of the person leaves it as it is (vault.renewal)

    fates = {
        "seq": P1.keep("reads"),
        "at": P1.keep("reads"),
        "actor": P1.keep("reads"),
        "role": P1.keep("reads"),
        "action": P1.keep("reads"),
        "kind": P1.keep("reads"),
        "subject": P1.keep("reads"),
        "purpose": P1.keep("reads"),
        "names": P1.keep("reads"),
        "request_id": P1.keep("reads"),
        "details": P2.hide("reads"),  # its key goes with the person; the chain covers what is left
        "previous": P1.keep("reads"),
        "mac": P1.keep("reads"),
    }

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=32, blank=True, db_index=True)  # "" is the system itself
    role = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=40)
    kind = models.CharField(max_length=60, blank=True)  # asks.ask
    subject = models.CharField(max_length=32, blank=True)  # the code of what it is about
    purpose = models.CharField(max_length=20, blank=True, choices=Purpose)
    names = models.TextField(blank=True)  # of fields, with spaces between
    request_id = models.CharField(max_length=32, blank=True)
    details = Sealed(grade="P2")
    previous = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject}"

    @property
    def code(self) -> str:  # type: ignore[override]
        return str(self.seq)

    def concerns(self) -> list[str]:
        """Codes of the persons mentioned, in order."""
        return sorted(mention.code for mention in self.mentions.all())

    def sealed_for(self) -> Owner:
        return Owner(*self.concerns())

    def save(self, *args, **kwargs):
        raise AppendOnly("lines of the ledger are written by book.write")

    def delete(self, *args, **kwargs):
        raise AppendOnly("lines of the ledger are never deleted")

    @property
    def field_names(self) -> list[str]:
        return self.names.split()

    @property
    def sentence(self) -> str:
        """What was done and why, for the person it concerns, in the language in force."""
        what = str(ACTIONS.get(self.action, _("Handled what is kept about the person")))
        if self.purpose not in Purpose.values:
            return _("%(what)s.") % {"what": what}
        return _("%(what)s. Purpose: %(why)s.") % {"what": what, "why": Purpose(self.purpose).label}

    def expected_mac(self, concerns: list[str]) -> str:
        """What `mac` must be, for these mentions. Covers ciphertext, so erasure does not break the chain."""
        details = "" if self.details is None else bytes(self.details).hex() or "emptied"
        line = [self.seq, self.at.timestamp(), self.actor, self.role, self.action, self.kind, self.subject]
        line += [self.purpose, self.names, self.request_id, details, concerns, self.previous]
        return sign("event", line)


class Mention(models.Model):
    """That an event concerns a person; what "who has looked" is found by."""

    fates = {
        "id": P1.keep("reads"),
        "event": P1.keep("reads"),
        "code": P1.keep("reads"),
    }

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="mentions", db_index=False)
    code = models.CharField(max_length=32)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["event", "code"], name="mention_once")]
        indexes = [models.Index(fields=["code", "-event"], name="mention_newest")]

    def __str__(self) -> str:
        return self.code

    def save(self, *args, **kwargs):
        raise AppendOnly("lines of the ledger are written by book.write")

    def delete(self, *args, **kwargs):
        raise AppendOnly("lines of the ledger are never deleted")


class Head(models.Model):
    """The single row that says where the chain begins and ends; signed, so that cutting the end off is seen.

    base_seq, base_mac   the last event removed by schedule, before the first kept one; 0 and START at first
    """

    fates = {
        "id": P1.keep("count"),
        "seq": P1.keep("count"),
        "mac": P1.keep("count"),
        "base_seq": P1.keep("count"),
        "base_mac": P1.keep("count"),
        "seal": P1.keep("count"),
    }

    seq = models.BigIntegerField(default=0)
    mac = models.CharField(max_length=64, default=START)
    base_seq = models.BigIntegerField(default=0)
    base_mac = models.CharField(max_length=64, default=START)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="head_is_single", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"{self.seq} {self.mac[:16]}"

    def expected_seal(self) -> str:
        return sign("head", [self.seq, self.mac, self.base_seq, self.base_mac])

    @property
    def holds(self) -> bool:
        """False also for a row in which there is something that no program of ours wrote: letters, bytes, nothing."""
        try:
            return same(self.seal, self.expected_seal())
        except TypeError:
            return False


class DailyHeads(models.QuerySet["DailyHead"]):
    def newest(self) -> "DailyHead | None":
        return self.order_by("-day").first()

    def whole(self):
        """Nights on which all was well: from the last of these the next night goes on."""
        return self.filter(is_whole=True)


class DailyHead(models.Model):
    """Where the chain ended when a night's check was made; shown to every association (security, "Ledger").

    seq, mac    number and mac of the last event then; checked  how many events were walked that night
    is_whole    nothing was found; whole_walk  the chain was walked from its beginning and not from the night before
    seal        an HMAC over the row, so that a row made by hand in the database does not hold
    """

    day = models.DateField(unique=True)
    seq = models.BigIntegerField()
    mac = models.CharField(max_length=64)
    checked = models.BigIntegerField(default=0)
    is_whole = models.BooleanField()
    whole_walk = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    seal = models.CharField(max_length=64)

    fates = {
        name: P1.keep("reads")
        for name in ["id", "day", "seq", "mac", "checked", "is_whole", "whole_walk", "made_at", "seal"]
    }

    objects = DailyHeads.as_manager()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.seq}-{self.mark}"

    @property
    def mark(self) -> str:
        """The sixteen letters that are shown and written down."""
        return self.mac[:16]

    def expected_seal(self) -> str:
        return sign("daily head", [self.day.isoformat(), self.seq, self.mac, self.checked, self.is_whole])

    @property
    def holds(self) -> bool:
        return same(self.seal, self.expected_seal())


def sign(what: str, line: list) -> str:
    """HMAC-SHA-256, 64 hex letters, over `line` as JSON, under the ledger's own key."""
    text = json.dumps([what, *line], ensure_ascii=True, separators=(",", ":"))
    return hmac.digest(keyring().subkey("ledger"), text.encode(), "sha256").hex()


def same(kept: object, expected: str) -> bool:
    """Whether what the database gave is what it must be; it may give letters of any kind, or no letters at all."""
    return isinstance(kept, str) and hmac.compare_digest(kept.encode(), expected.encode())
