"""Who works where: seeing, inviting, ending. Opening a list of names is one line in the ledger."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rinnalla.associations import invites, moves, policies
from rinnalla.associations.models import Association, Role
from rinnalla.base.permission import require
from rinnalla.desk.forms.union import InviteForm
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.letters import post
from rinnalla.people import patience
from rinnalla.people.models import Identity

EVEN_PACE = 0.25  # seconds; making someone known takes a fraction of it


@dataclass(frozen=True)
class Worker:
    """One line of the list: who, what work, and where it can be ended."""

    what: Role
    identity: Identity
    end_url: str


def staff(request: HttpRequest, code: str = "") -> HttpResponse:
    """Those who work here, and links still open, without names: an administrator sees staff and nobody else.

    Behind an address that was typed there may be someone known already, and their own name would tell that.
    """
    association = _where(request, code)
    require(request, policies.may_administer)
    roles = list(
        Role.objects.visible_to(request.user).standing().filter(association=association)
        .select_related("person").order_by("kind", "since")
    )  # fmt: skip
    persons = [role.person for role in roles]
    opened = reading.opened_many(persons, "identity", by=request.user, purpose=Purpose.STAFF)
    names = [Identity.of(one.identity) for one in opened]
    facts = {
        "association": association,
        "invite_url": _address(association, "invite"),
        "workers": [
            Worker(role, name, _address(association, "role-end", role.person.code, role.kind))
            for role, name in zip(roles, names, strict=True)
        ],
        "invited": invites.open_ones().filter(association=association).order_by("expires_at", "pk"),
    }
    return render(request, "desk/union/staff.html", facts)


def invite(request: HttpRequest, code: str = "") -> HttpResponse:
    """The answer is the same, and as slow, whether the address is known or not."""
    association = _where(request, code)
    require(request, policies.may_administer)
    if request.method == "POST":
        patience.answer_no_sooner(request, EVEN_PACE)
    form = InviteForm(request.POST or None, association=association, language=request.LANGUAGE_CODE)
    if request.method == "POST" and form.is_valid():
        invitation, token = invites.invite(
            kind=form.cleaned_data["kind"],
            association=association,
            identity=form.identity(),
            language=form.cleaned_data["language"],
            by=request.user,
        )
        post.send_invitation(invitation.person, settings.SITE_ADDRESS + reverse("invitation", args=[token]))
        messages.success(request, _("The invitation is on its way. If it does not arrive, invite once more."))
        return redirect(_address(association, "staff"))
    facts = {"form": form, "association": association, "back_url": _address(association, "staff")}
    return render(request, "desk/union/invite.html", facts)


def end(request: HttpRequest, person: str, kind: str, code: str = "") -> HttpResponse:
    """Ending a role is asked once more, with what follows from it."""
    association = _where(request, code)
    role = get_object_or_404(
        Role.objects.visible_to(request.user).standing(), person__code=person, kind=kind, association=association
    )
    require(request, policies.may_end_role, role)
    if request.method == "POST":
        moves.end_role(role, by=request.user)
        messages.success(request, _("The role has ended."))
        return redirect(_address(association, "staff") if role.person != request.user else "home")
    opened = reading.opened(role.person, "identity", by=request.user, purpose=Purpose.STAFF)
    facts = {
        "role": role,
        "identity": Identity.of(opened.identity),
        "association": association,
        "back_url": _address(association, "staff"),
    }
    return render(request, "desk/union/end_role.html", facts)


def _where(request: HttpRequest, code: str) -> Association | None:
    """The association, or None: the union itself."""
    return get_object_or_404(Association.objects.visible_to(request.user), code=code) if code else None


def _address(association: Association | None, page: str, *more: str) -> str:
    if association:
        return reverse(f"association-{page}", args=[association.code, *more])
    return reverse(f"union-{page}", args=more)
