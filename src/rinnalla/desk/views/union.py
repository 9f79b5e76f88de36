"""The union and its associations: names, contact, area, daily ways (R35)."""

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rinnalla.associations import moves, policies
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, County, Municipality, Union
from rinnalla.base.permission import require
from rinnalla.desk import recovering
from rinnalla.desk.forms.union import (
    PLAIN_ACCENT,
    AreaForm,
    ChangeAssociationForm,
    DailyForm,
    NewAssociationForm,
    UnionForm,
)
from rinnalla.ledger.models import DailyHead

NEW_ASSOCIATION = {"looks_first": "yes", "promise_days": 3, "accent": PLAIN_ACCENT}


def overview(request: HttpRequest) -> HttpResponse:
    """The union at a glance for an administrator; for a coordinator, the associations they work for."""
    require(request, policies.may_see_associations)
    is_administrator = policies.may_administer(request.user)
    rows = Association.objects.visible_to(request.user).annotate(
        places=Count("area", distinct=True),
        coordinators=Count("roles", filter=Q(roles__kind=RoleKind.COORDINATOR, roles__until=None), distinct=True),
    )
    own = [row for row in rows if is_administrator or policies.may_coordinate(request.user, row)]
    facts = {"associations": own, "is_administrator": is_administrator, "newest": DailyHead.objects.newest()}
    if is_administrator:
        facts["nobodys"] = _nobodys()
        facts["lost_keys"] = recovering.visible_to(request.user).waiting().count()
    return render(request, "desk/union/overview.html", facts)


def _nobodys() -> str:
    """What happens to requests from municipalities that no association serves; "" when each is served."""
    served = Association.objects.working().filter(area=OuterRef("pk"))
    counts = Municipality.objects.aggregate(of=Count("pk"), count=Count("pk", filter=~Exists(served)))
    if not counts["count"]:
        return ""
    words = ngettext(
        "%(count)d of %(of)d municipalities has no association. Requests from it come to the union.",
        "%(count)d of %(of)d municipalities have no association. Requests from them come to the union.",
        counts["count"],
    )
    return words % counts


def change_union(request: HttpRequest) -> HttpResponse:
    require(request, policies.may_administer)
    union = Union.get()
    form = UnionForm.of(union, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if union:
            moves.change_union(union, by=request.user, **form.facts())
        else:
            moves.found_union(by=request.user, **form.facts())
        messages.success(request, _("The details of the union are saved."))
        return redirect("union")
    return render(request, "desk/union/change_union.html", {"form": form})


def add_association(request: HttpRequest) -> HttpResponse:
    require(request, policies.may_administer)
    form = NewAssociationForm(request.POST or None, initial=NEW_ASSOCIATION)
    if request.method == "POST" and form.is_valid():
        association = moves.add_association(by=request.user, **form.facts())
        messages.success(request, _("The association is open. Next, invite its coordinators."))
        return redirect("association", association.code)
    return render(request, "desk/union/add_association.html", {"form": form})


def association(request: HttpRequest, code: str) -> HttpResponse:
    one = _association(request, code)
    require(request, policies.may_change_association, one)
    by_county: dict[str, list[str]] = {}
    for place in one.area.select_related("county"):
        by_county.setdefault(place.county.name, []).append(place.name)
    facts = {
        "association": one,
        "is_administrator": policies.may_administer(request.user),
        "by_county": sorted(by_county.items()),
    }
    return render(request, "desk/union/association.html", facts)


def change_association(request: HttpRequest, code: str) -> HttpResponse:
    """An administrator changes all of it, a coordinator what concerns their daily work."""
    one = _association(request, code)
    require(request, policies.may_change_association, one)
    form_class = ChangeAssociationForm if policies.may_administer(request.user) else DailyForm
    form = form_class.of(one, request.POST or None)
    if request.method == "POST" and form.is_valid():
        moves.change_association(one, by=request.user, **form.facts())
        messages.success(request, _("The details of the association are saved."))
        return redirect("association", one.code)
    return render(request, "desk/union/change_association.html", {"form": form, "association": one})


def area(request: HttpRequest, code: str) -> HttpResponse:
    """The counties, with how much of each the association serves."""
    one = _association(request, code)
    require(request, policies.may_administer)
    counties = County.objects.annotate(
        whole=Count("municipalities", distinct=True),
        ours=Count("municipalities", filter=Q(municipalities__associations=one), distinct=True),
    ).order_by("fi")
    facts = {
        "association": one,
        "served": [county for county in counties if county.ours],
        "others": [county for county in counties if not county.ours],
    }
    return render(request, "desk/union/area.html", facts)


def area_of_county(request: HttpRequest, code: str, county: str) -> HttpResponse:
    one = _association(request, code)
    require(request, policies.may_administer)
    chosen = get_object_or_404(County, code=county)
    form = AreaForm(one, chosen, request.POST or None)
    if request.method == "POST" and form.is_valid():
        elsewhere = one.area.exclude(county=chosen)
        moves.serve(one, [*elsewhere, *form.cleaned_data["municipalities"]], by=request.user)
        messages.success(request, _("The area is saved."))
        return redirect("association-area", one.code)
    return render(request, "desk/union/county.html", {"association": one, "county": chosen, "form": form})


def _association(request: HttpRequest, code: str) -> Association:
    """Another association's is 404 to a coordinator, as if it were not there."""
    one = get_object_or_404(Association.objects.visible_to(request.user), code=code)
    if not policies.may_change_association(request.user, one):
        raise Http404
    return one
