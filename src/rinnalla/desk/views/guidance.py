"""How supporters cope: who needs a look, who guides whom, thanks. Contacts are counted, never opened (R10, R13)."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.associations.models import coordinates
from rinnalla.base.codes import grouped
from rinnalla.base.permission import require
from rinnalla.desk.forms.guidance import GuideForm, ThanksForm
from rinnalla.guidance import care, moves, policies
from rinnalla.guidance.choices import Pace, Ready
from rinnalla.guidance.models import Guide, Meeting, Place
from rinnalla.guidance.models.guides import guide_of, in_care_of, may_be_guides
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Identity, Person
from rinnalla.supporters import ageing
from rinnalla.supporters.models import Supporter
from rinnalla.supporters.policies import may_move

PAGE = 40
MOST = 400  # supporters looked at; an association has a few dozen
LATEST = 12
COLUMNS = ("code", "stage", "stage_at", "at_limit", "capacity", "person__code", "person__identity", "association")


@dataclass(frozen=True)
class Row:
    """One supporter in the list: name, how they cope, and what asks for a look, in words."""

    name: str
    url: str
    care: care.Care
    needs: list[str]


def found(request: HttpRequest, code: str, policy=policies.may_care_for) -> Supporter:
    """A supporter whom this person looks after; anyone else's is not there."""
    rows = in_care_of(request.user).select_related("association", "person")
    supporter = get_object_or_404(rows, code=code)
    require(request, policy, supporter)
    return supporter


def names_of(people: list[Person], *, by: Person) -> list[str]:
    """What to call them; one line in the ledger."""
    opened = reading.opened_many(people, "identity", by=by, purpose=Purpose.GUIDANCE)
    identities = [Identity.of(row.identity) for row in opened]
    return [one.full_name or one.called or grouped(who.code[:8]) for one, who in zip(identities, people, strict=True)]


# --- the list ----------------------------------------------------------------------------------------------------
@require_GET
def everyone(request: HttpRequest) -> HttpResponse:
    """Who needs a look comes first; then everyone else, by how long they have served."""
    require(request, policies.gives_guidance)
    rows = care.with_care(in_care_of(request.user)).select_related("person").only(*COLUMNS).order_by("stage_at", "pk")
    known = [(supporter, care.of(supporter)) for supporter in rows[:MOST]]
    known.sort(key=lambda pair: not needs(pair[1]))
    start = _start(request.GET.get("from", ""))
    shown = known[start : start + PAGE]
    meetings = Meeting.objects.visible_to(request.user).coming().select_related("association")
    facts = {
        "rows": _rows(shown, by=request.user),
        "needing": sum(bool(needs(told)) for _one, told in known),
        "count": len(known),
        "next_url": f"{reverse('desk-guidance')}?from={start + PAGE}" if start + PAGE < len(known) else "",
        "first_url": reverse("desk-guidance") if start else "",
        "meetings": [one for one in meetings[:LATEST] if policies.may_lead(request.user, one)],
    }
    return render(request, "desk/guidance/list.html", facts)


def _start(mark: str) -> int:
    return int(mark) if mark.isascii() and mark.isdigit() and len(mark) < 5 else 0


def _rows(shown: list[tuple[Supporter, care.Care]], *, by: Person) -> list[Row]:
    names = names_of([supporter.person for supporter, _told in shown], by=by)
    pages = [reverse("desk-guidance-one", args=[supporter.code]) for supporter, _told in shown]
    return [Row(name, url, told, needs(told)) for name, url, (_one, told) in zip(names, pages, shown, strict=True)]


def needs(told: care.Care) -> list[str]:
    """What asks for a look, in words."""
    found = [] if told.has_guide else [_("No guide is named.")]
    found += [told.sense] if told.sense else []
    return found + ([_("The yearly talk is due.")] if told.is_talk_due else [])


# --- one supporter -------------------------------------------------------------------------------------------------
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    supporter, named = found(request, code), None
    guide_now = guide_of(supporter)
    people = [supporter.person] + ([guide_now.person] if guide_now else [])
    opened = reading.opened_many(people, "identity", by=request.user, purpose=Purpose.GUIDANCE)
    identity = Identity.of(opened[0].identity)
    if guide_now:
        named = Identity.of(opened[1].identity)
    told = care.one(supporter)
    facts = {
        "supporter": supporter,
        "association": supporter.association,
        "identity": identity,
        "name": identity.full_name or identity.called or grouped(supporter.code[:8]),
        "guide": named,
        "is_mine": guide_now is not None and guide_now.person_id == request.user.pk,
        "care": told,
        "needs": needs(told),
        "ready": Ready.choices,
        "places": _places(supporter),
        "may_name": policies.may_name_guide(request.user, supporter),
        "paces": Pace.choices[1:],
        "experience_due": ageing.is_due(supporter),
        "may_open_road": coordinates(request.user, supporter.association),
        "capacity": _("%(taken)d of %(of)d") % {"taken": supporter.places_taken, "of": supporter.capacity},
    }
    return render(request, "desk/guidance/one.html", facts)


def _places(supporter: Supporter) -> list[Place]:
    """Their meetings, newest first: that they were, and whether they came."""
    rows = Place.objects.filter(supporter=supporter).taken().select_related("meeting")
    return list(rows.order_by("-meeting__begins_at")[:LATEST])


def guide(request: HttpRequest, code: str) -> HttpResponse:
    """Name a guide, or another one."""
    supporter = found(request, code, policies.may_name_guide)
    people = list(may_be_guides(supporter))
    names = names_of(people, by=request.user)
    standing = guide_of(supporter)
    initial = {"person": standing.person.code if standing else ""}
    choices = [(person.code, name) for person, name in zip(people, names, strict=True)]
    form = GuideForm(request.POST if request.method == "POST" else None, people=choices, initial=initial)
    if form.is_valid():
        chosen = next(person for person in people if person.code == form.cleaned_data["person"])
        moves.name_guide(supporter, chosen, by=request.user)
        messages.success(request, _("The guide is named. The supporter hears of it."))
        return redirect("desk-guidance-one", code=code)
    words = {"heading_words": _("Name a guide"), "submit": _("Name as guide")}
    return act(request, form, supporter, **words)


def act(request: HttpRequest, form, supporter: Supporter, **words) -> HttpResponse:
    facts = {"form": form, "back_url": reverse("desk-guidance-one", args=[supporter.code])}
    return render(request, "desk/guidance/act.html", facts | words | {"association": supporter.association})


@require_POST
def end_guide(request: HttpRequest, code: str) -> HttpResponse:
    """The guide lets go of the task themself, or the coordinator ends it; no reason is asked."""
    supporter = found(request, code)
    rows = Guide.objects.standing().visible_to(request.user).select_related("person", "supporter__person")
    moves.end_guide(get_object_or_404(rows, supporter=supporter), by=request.user)
    messages.success(request, _("The task of the guide has ended. The supporter now shows as one without a guide."))
    return redirect("desk-guidance")


# --- what the supporter says on the phone --------------------------------------------------------------------------
@require_POST
def rhythm(request: HttpRequest, code: str) -> HttpResponse:
    """How often the supporter would like to be in contact."""
    moves.wish_pace(found(request, code), request.POST.get("pace", "?"), by=request.user)
    messages.success(request, _("Written down."))
    return redirect("desk-guidance-one", code=code)


@require_POST
def still_holds(request: HttpRequest, code: str) -> HttpResponse:
    """What they have told of their experience still describes them."""
    ageing.confirm(found(request, code, may_move), by=request.user)
    messages.success(request, _("Written down."))
    return redirect("desk-guidance-one", code=code)


# --- thanks ------------------------------------------------------------------------------------------------------
def thank(request: HttpRequest, code: str) -> HttpResponse:
    """A ready sentence in one tap, or own words."""
    supporter = found(request, code)
    ready = request.POST.get("ready", "")
    form = ThanksForm(request.POST if request.method == "POST" and not ready else None)
    if ready or form.is_valid():
        moves.thank(supporter, ready=ready, own="" if ready else form.cleaned_data["words"], by=request.user)
        messages.success(request, _("Your thanks are on their way."))
        return redirect("desk-guidance-one", code=code)
    return act(request, form, supporter, heading_words=_("Thank in your own words"), submit=_("Send the thanks"))
