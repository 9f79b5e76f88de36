"""One's rights: consents, a rest, a correction, an objection, where to complain; and the notice anyone may read."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rinnalla.associations.models import Association, is_staff
from rinnalla.base.permission import is_self, open_page, require
from rinnalla.home import keeping
from rinnalla.home.forms.privacy import ConsentForm, RestForm, WishForm
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people import looks
from rinnalla.people.choices import ConsentPurpose, Language
from rinnalla.people.models import Person
from rinnalla.privacy.notices import authority, making
from rinnalla.privacy.notices.words import Role
from rinnalla.privacy.rights import asking, consenting, restricting
from rinnalla.privacy.rights.choices import Kind
from rinnalla.privacy.rights.models import RightsRequest


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything one may do about one's own details, on one page, and what one has wished so far."""
    require(request, is_self)
    facts = {
        "is_restricted": request.user.is_restricted,
        "is_staff": is_staff(request.user),
        "wishes": _wishes(request.user),
        "authority": authority.here(),
    }
    return render(request, "home/rights/mine.html", facts)


def _wishes(person: Person) -> list[dict]:
    rows = list(RightsRequest.objects.filter(person=person).select_related("person", "association"))
    opened = reading.opened_many(rows, "words", "answer", by=person, purpose=Purpose.OWN)
    return [{"row": row, "words": told.words, "answer": told.answer} for row, told in zip(rows, opened, strict=True)]


def rest(request: HttpRequest) -> HttpResponse:
    """Let everything rest, or go on again (GDPR art. 18)."""
    require(request, is_self)
    me, form = request.user, RestForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "home/rights/rest.html", {"is_restricted": me.is_restricted, "form": form})
    if form.cleaned_data["do"] == "rest":
        restricting.restrict(me, by=me)
        messages.success(request, _("Everything of yours rests now. Nobody is matched with you or shown your details."))
    else:
        restricting.lift(me, by=me)
        messages.success(request, _("Everything goes on. If you had a request, it waits again."))
    return redirect("my-rights")


def wish(request: HttpRequest, kind: str) -> HttpResponse:
    """A correction of what others wrote, or an objection; answered in writing within a month."""
    require(request, is_self)
    if kind not in Kind.values:
        raise Http404
    form = WishForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = asking.ask(request.user, kind, told["about"], told["words"], by=request.user)
        messages.success(request, _("Your wish is recorded. You get a written answer at the latest on the day below."))
        return redirect(f"{reverse('my-rights')}#wish-{made.code}")
    facts = {"form": form, "kind": kind, "association": asking.association_of(request.user)}
    return render(request, "home/rights/wish.html", facts)


# --- consents -----------------------------------------------------------------------------------------------------
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """Each purpose with its words, version and day, and a button as easy as the one it was given by (R37)."""
    require(request, is_self)
    return render(request, "home/rights/consents.html", {"consents": looks.consents(request.user)})


@require_POST
def change_consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Give or take back one consent, each with one press; what it allowed stops in the same transaction."""
    require(request, is_self)
    if purpose not in ConsentPurpose.values:
        raise Http404
    form = ConsentForm(request.POST)
    if not form.is_valid():
        facts = {"consents": looks.consents(request.user), "form": form}
        return render(request, "home/rights/consents.html", facts, status=400)
    if form.cleaned_data["answer"] == "yes":
        language = request.LANGUAGE_CODE if request.LANGUAGE_CODE in Language.values else ""
        consenting.give(request.user, purpose, by=request.user, language=language)
        messages.success(request, _("Your consent is recorded."))
    else:
        consenting.take_back(request.user, purpose, by=request.user)
        messages.success(request, _("Your consent is taken back, and what it allowed has stopped."))
    return redirect("my-consents")


# --- the notice ---------------------------------------------------------------------------------------------------
@open_page
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Whose notice to read: of which association, in which part."""
    facts = {"associations": list(Association.objects.working()), "roles": list(Role)}
    return render(request, "home/rights/notices.html", facts)


@open_page
@require_safe
def notice(request: HttpRequest, role: str, code: str) -> HttpResponse:
    """What one association keeps of people in one part, made from the fields' declarations (GDPR art. 13)."""
    if role not in Role.values:
        raise Http404
    association = get_object_or_404(Association.objects.working(), code=code)
    facts = {
        "association": association,
        "role": Role(role),
        "heaps": making.heaps(Role(role), keeping.how_long),
        "kept": keeping.schedule(),
        "authority": authority.here(),
        "language": (get_language() or "fi")[:2],
    }
    return render(request, "home/rights/notice.html", facts)
