"""A request told on the phone: one long page by keyboard, then what to read aloud (R15)."""

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from rinnalla.asks import answers as told
from rinnalla.asks import calling, policies, sending
from rinnalla.asks.models import Ask, Caller, CallWish
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, Municipality, coordinated_by, roles_of
from rinnalla.associations.places import association_for
from rinnalla.base.permission import require
from rinnalla.boundary import scope
from rinnalla.desk.forms.asks import BY_PLACE, PhonePaper
from rinnalla.desk.policies import coordinates_somewhere
from rinnalla.desk.views import calling as calling_pages
from rinnalla.matching import moves as matching
from rinnalla.people.models import Identity, Person, index_of_email
from rinnalla.vault import blind

JUST_RECORDED = "just-recorded"


def new(request: HttpRequest) -> HttpResponse:
    """`?call=` the code of a wish to be called that this coordinator has taken: what was told stands there already."""
    require(request, coordinates_somewhere)
    own = _own(request.user)
    wish = _wish(request)
    paper = PhonePaper(request.POST if request.method == "POST" else None, own=own)
    if wish and request.method != "POST":
        _fill_in(paper, wish, calling.told(wish, by=request.user))
    twin = None
    if request.method == "POST" and paper.is_valid():
        twin = _twin(told.identity(paper.answers()), request.user)
        if twin is None or paper.where.cleaned_data["anyway"]:
            ask = _record(paper, own, wish, by=request.user)
            request.session[JUST_RECORDED] = ask.code
            return redirect("desk-ask-done")
    return render(request, "desk/asks/new.html", {"form": paper, "paper": paper, "twin": twin})


def _wish(request: HttpRequest) -> CallWish | None:
    if "call" not in request.GET:
        return None
    wish = calling_pages.found(request, request.GET["call"])
    require(request, policies.has_taken, wish)
    return wish


def _fill_in(paper: PhonePaper, wish: CallWish, caller: Caller) -> None:
    place = Municipality.objects.filter(code=caller.municipality).first()
    paper.forms["place"].initial = {"place": place.name} if place else {"elsewhere": True}
    paper.forms["language"].initial = {"language": wish.language}
    paper.forms["reach"].initial = {"called": caller.called, "phone": caller.phone}


def _own(person: Person) -> list[Association]:
    return [role.association for role in roles_of(person) if role.kind == RoleKind.COORDINATOR and role.association]


def _twin(identity: Identity, by: Person) -> Ask | None:
    """An open request in one's own association with exactly this number or address; nowhere else is looked."""
    same = Q(pk=None)
    if identity.phone:
        same |= Q(person__phone_index=blind.index("people.phone", identity.phone))
    if identity.email:
        same |= Q(person__email_index=index_of_email(identity.email))
    return Ask.objects.open().filter(coordinated_by(by, of="person")).filter(same).order_by("-received_at").first()


@transaction.atomic
def _record(paper: PhonePaper, own: list[Association], wish: CallWish | None, *, by: Person) -> Ask:
    where = paper.where.cleaned_data["where"]
    chosen = {one.code: one for one in own}.get(where)
    association = association_for(paper.place) if where == BY_PLACE else chosen
    ask = sending.recorded(paper.answers(), association=association, by=by)
    matching.begin(ask, by=by)
    if wish:
        calling.became(wish, ask, by=by)
    return ask


@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """The reference and the promise, to be read aloud; also when the request went to another association."""
    require(request, coordinates_somewhere)
    rows = Ask.objects.select_related("association", "person").defer("story", "wishes", "signpost")
    with scope.system("asking"):  # known by one's own session, wherever the request went
        ask = rows.filter(code=request.session.get(JUST_RECORDED, "")).first()
        promise = ask.promises.first() if ask else None
    if ask is None:
        return redirect("desk-ask-new")
    facts = {
        "ask": ask,
        "association": ask.association,
        "promise": promise,
        "is_ours": Ask.objects.visible_to(request.user).filter(pk=ask.pk).exists(),
        "has_email": bool(ask.person.email_index),
        "has_phone": bool(ask.person.phone_index),
    }
    return render(request, "desk/asks/done.html", facts)
