"""The referrer's door: a card to hand out, or a few facts with the person's consent (R15)."""

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rinnalla.asks import promises, sending
from rinnalla.asks.forms.place import UNION
from rinnalla.associations.models import Association
from rinnalla.base.codes import tidy
from rinnalla.base.permission import open_page
from rinnalla.home.forms.asking import CardForm, ReferForm
from rinnalla.people import patience


@open_page
@require_GET
def refer(request: HttpRequest) -> HttpResponse:
    """Two minutes: what this is, and the two ways to point a patient here."""
    form = CardForm(request.GET) if "association" in request.GET else CardForm()
    if form.is_bound and form.is_valid():
        return redirect(f"{reverse('refer-card')}?association={form.cleaned_data['association']}")
    return render(request, "home/asking/refer.html", {"form": form})


@open_page
@require_GET
def card(request: HttpRequest) -> HttpResponse:
    """A card to print: the address, a picture of it for a phone, and the telephone number."""
    association = get_object_or_404(Association.objects.working(), code=tidy(request.GET.get("association", "")))
    link = f"{settings.SITE_ADDRESS}{reverse('ask-start')}?via={association.code}"
    return render(request, "home/asking/card.html", {"association": association, "link": link, "picture": _qr(link)})


def _qr(link: str) -> str:
    """An inline SVG, so that nothing is asked of another address."""
    picture = segno.make(link, error="m", micro=False)
    title = _("The address of this card as a picture for a phone")
    return mark_safe(picture.svg_inline(scale=5, border=2, title=title, svgclass="qr", lineclass=None, omitsize=False))  # noqa: S308 made here, from our own address  # nosec


@open_page
def contact(request: HttpRequest) -> HttpResponse:
    """A few facts, and the person's consent that the referrer recorded."""
    form = ReferForm(request.POST or None)
    if form.is_valid():
        patience.slow_down(request, "refer")
        told = form.cleaned_data
        ask = sending.refer(form.identity(), language=told["language"], referred_by=told["recorded_by"])
        return redirect("refer-sent", where=ask.association.code if ask.association else UNION)
    return render(request, "home/asking/contact.html", {"form": form})


@open_page
@require_GET
def sent(request: HttpRequest, where: str) -> HttpResponse:
    """Only that it was received, and by which day the person hears from the association."""
    association = None if where == UNION else get_object_or_404(Association.objects.working(), code=tidy(where))
    facts = {"association": association, "due": promises.first_word_due(association)}
    return render(request, "home/asking/refer_sent.html", facts)
