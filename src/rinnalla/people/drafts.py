"""Answers half given. They live 14 days behind a resume code, sealed with a key of their own; no account is needed."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from rinnalla.base import clock, codes
from rinnalla.boundary import scope
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Draft
from rinnalla.vault import blind
from rinnalla.vault.keyring import keyring

RESUME_CODE_LENGTH = 10  # 50 bits; tries are slowed down by `patience`


def start(kind: str, language: str) -> tuple[Draft, str]:
    """A new, empty draft and its resume code, which is shown once and kept nowhere in the clear."""
    resume_code = codes.new_code(RESUME_CODE_LENGTH)
    draft = Draft(kind=kind, language=language, resume_index=_index(resume_code), expires_at=_until())
    draft.seal(answers={})
    draft.save()
    return draft, resume_code


def renew_code(draft: Draft) -> str:
    """A new resume code for someone who lost the first but still has the draft open; the old one stops working."""
    resume_code = codes.new_code(RESUME_CODE_LENGTH)
    draft.resume_index = _index(resume_code)
    draft.save(update_fields=["resume_index"])
    return resume_code


def find(resume_code: str) -> Draft | None:
    """The draft behind a resume code, forgiving case, spaces and lookalikes; None when there is none any more."""
    return _living().filter(resume_index=_index(resume_code)).first()


def answers(draft: Draft) -> dict[str, Any]:
    """What has been answered so far, opened for the one who holds the draft."""
    return reading.opened(draft, "answers", by=None, purpose=Purpose.OWN).answers or {}


@scope.system("identity")
@transaction.atomic
def keep(draft: Draft, **answered: Any) -> dict[str, Any]:
    """Keep these answers beside the earlier ones, for 14 days from now. Returns all of them."""
    together = answers(draft) | answered
    draft.seal(answers=together)
    draft.expires_at = _until()
    draft.save(update_fields=["answers", "expires_at"])
    return together


def discard(draft: Draft) -> None:
    """The draft and its key are gone for good."""
    _discard(Draft.objects.filter(pk=draft.pk), draft.code)


@scope.system("identity")
def forget_expired() -> int:
    """Discard every draft whose 14 days are over; returns how many."""
    expired = Draft.objects.filter(expires_at__lte=clock.now())
    codes_of_expired = list(expired.values_list("code", flat=True))
    return sum(_discard(expired.filter(code=code), code) for code in codes_of_expired)


@transaction.atomic
def _discard(rows, code: str) -> int:
    """The key goes after the row is surely gone, so that nobody is left with a draft that does not open."""
    gone = rows.delete()[0]
    if gone:
        transaction.on_commit(lambda: keyring().destroy(code))
    return gone


def hold(request: HttpRequest, draft: Draft) -> None:
    """This browser holds the draft from now on."""
    request.session[_session_name(draft.kind)] = draft.code


def let_go(request: HttpRequest, kind: str) -> None:
    request.session.pop(_session_name(kind), None)


def current(request: HttpRequest, kind: str) -> Draft | None:
    """The draft of this kind that this browser holds, or None."""
    code = request.session.get(_session_name(kind))
    return _living().filter(code=code, kind=kind).first() if code else None


def _living():
    return Draft.objects.filter(expires_at__gt=clock.now())


def _until():
    return clock.now() + settings.KEPT_FOR["draft"]


def _index(resume_code: str) -> str:
    return blind.index("people.resume", codes.tidy(resume_code))


def _session_name(kind: str) -> str:
    return f"draft:{kind}"
