"""What someone wrote while their session ended: sealed, and theirs again when they have signed in.

A form sent after thirty minutes' rest would else be lost at the door. It is kept as a draft, with what the browser held
of unsent requests, and given back to the same person only, in the same browser.
"""

from dataclasses import dataclass, field

from django.contrib.auth import logout
from django.http import HttpRequest

from rinnalla.people import drafts
from rinnalla.people.choices import DraftKind
from rinnalla.people.models import Draft, Person

LARGEST = 100_000  # bytes; more is not written by hand
FORM = "application/x-www-form-urlencoded"
OF_THE_FORM = {"csrfmiddlewaretoken", "once", "next"}
HELD = "draft:"  # how the names begin under which a browser holds drafts (people/drafts.py)


@dataclass(frozen=True)
class Typed:
    """path   where it was being sent; told   names and values, in order"""

    path: str = ""
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """What looks like words of one's own, to be read again; choices and days go along unseen."""
        return [value for _name, value in self.told if " " in value or len(value) > 20]


def sign_out(request: HttpRequest, person: Person) -> None:
    """End this session, and keep what was being sent and what the browser held, if anything."""
    told = _told(request)
    held = {name: code for name, code in request.session.items() if name.startswith(HELD)}
    logout(request)
    if not told and not held:
        return
    draft, _code = drafts.start(DraftKind.FORM, person.language)
    drafts.keep(draft, of=person.code, path=request.get_full_path(), told=told, held=held)
    drafts.hold(request, draft)


def give_back(request: HttpRequest, person: Person) -> bool:
    """After signing in: what the browser held is held again. Whether there are words to be read and sent."""
    draft = drafts.current(request, DraftKind.FORM)
    if draft is None:
        return False
    answers = drafts.answers(draft)
    if answers.get("of") != person.code:  # someone else at the same browser
        drafts.let_go(request, DraftKind.FORM)
        return False
    for name, code in answers["held"].items():
        request.session.setdefault(name, code)
    if not answers["told"]:
        throw_away(request)
    return bool(answers["told"])


def of(request: HttpRequest, person: Person) -> Typed | None:
    draft = drafts.current(request, DraftKind.FORM)
    answers = drafts.answers(draft) if draft else {}
    if answers.get("of") != person.code:
        return None
    return Typed(answers["path"], [(name, value) for name, value in answers["told"]])


def throw_away(request: HttpRequest) -> None:
    draft: Draft | None = drafts.current(request, DraftKind.FORM)
    if draft:
        drafts.discard(draft)
    drafts.let_go(request, DraftKind.FORM)


def _told(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form held, without its marks. SameSite keeps other sites' forms from coming with a session at all."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method != "POST" or request.content_type != FORM or not length.isdigit() or int(length) > LARGEST:
        return []
    pairs = [(name, value) for name, values in request.POST.lists() if name not in OF_THE_FORM for value in values]
    return pairs if any(value.strip() for _name, value in pairs) else []
