"""Certificates: mine to read, print and take with me; and the open page that tells whether one holds (R9)."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET, require_safe

from rinnalla.base.codes import tidy
from rinnalla.base.permission import open_page, require
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.people import moves as people
from rinnalla.training import badges, certificates, policies
from rinnalla.training.models import Qualification


def _own(request: HttpRequest, code: str) -> Qualification:
    rows = Qualification.objects.visible_to(request.user).select_related("course", "person")
    qualification = get_object_or_404(rows, code=code)
    require(request, policies.is_own, qualification)
    return qualification


def _paper(request: HttpRequest, qualification: Qualification) -> certificates.Paper:
    """In the holder's language, with the holder's own name."""
    identity = people.identity_of(request.user)
    name = identity.full_name or identity.called
    address = request.build_absolute_uri(reverse("verify", args=[qualification.code]))
    return certificates.paper(qualification, name=name, language=request.user.language, address=address)


@require_GET
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate as a page, to print; in the holder's language, whatever the page round it speaks."""
    qualification = _own(request, code)
    paper = _paper(request, qualification)
    with translation.override(paper.language):
        facts = {"paper": paper, "has_pdf": certificates.is_possible(), "holds": qualification.holds}
        return render(request, "home/courses/certificate.html", facts)


@require_GET
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate as an accessible PDF. It is made now and kept nowhere."""
    qualification = _own(request, code)
    if not certificates.is_possible():
        raise Http404
    made = certificates.pdf(_paper(request, qualification))
    book.write(request.user, "certificate.printed", about=qualification)
    return _file(made, "application/pdf", "certificate.pdf")


@require_GET
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """The same as an Open Badge, without a name and without a word of illness."""
    qualification = _own(request, code)
    address = request.build_absolute_uri(reverse("verify", args=[qualification.code]))
    issuer = request.build_absolute_uri(reverse("badge-keys"))
    token = badges.signed(qualification, address=address, issuer_address=issuer)
    return _file(token.encode(), "application/vc+jwt", "badge.jwt")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@open_page
@require_safe
@scope.system("certificate")
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Holds, or does not hold. One that never was, lapsed, was taken back or erased answers the same."""
    holds = Qualification.objects.in_force().filter(code=tidy(code)).exists()
    answer = render(request, "home/courses/verify.html", {"holds": holds})
    answer["Cache-Control"] = "no-store"
    return answer


@open_page
@require_safe
def badge_keys(request: HttpRequest) -> HttpResponse:
    """Who issues badges, and the public key by which they are checked."""
    address = request.build_absolute_uri(reverse("badge-keys"))
    return JsonResponse(badges.issuer(address) | {"keys": [badges.public_key()]})
