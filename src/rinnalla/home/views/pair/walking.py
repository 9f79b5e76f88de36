"""Walking alongside: who we are, what is next, how we reach each other, that contact happened, a pause."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.base import clock
from rinnalla.base.permission import require
from rinnalla.companionships import moves, policies, stories, waiting
from rinnalla.companionships.choices import Stage
from rinnalla.companionships.models import Companionship
from rinnalla.home.acts import in_pair, standing_words
from rinnalla.home.forms.pair import ContactForm, ShowForm, in_words
from rinnalla.home.views.pair.finding import facts, find
from rinnalla.people import moves as people

SHOWN_CONTACTS = 5
FIRST_WORDS = 3  # why, how often, how; the rest of the agreement is on its own page


@require_GET
def companionship(request: HttpRequest, code: str) -> HttpResponse:
    """The pair's own page: what waits, how to reach each other, what was agreed, and every way to change it."""
    ours = find(request, code)
    if ours.stage == Stage.ENDED:
        return redirect("next-step", code=code)
    shown = facts(request, ours)
    own = people.identity_of(request.user)
    agreement = next((each for each in reversed(ours.agreements.all()) if each.in_force_at), None)
    shown |= {
        "doing": in_pair(ours, request.user, shown["other"].called),
        "stands": standing_words(ours, request.user),
        "agreement": agreement,
        "rows": in_words(stories.words(agreement, by=request.user))[:3]
        if agreement
        else [],  # the rest on its own page
        "contacts": ours.contacts.all()[:SHOWN_CONTACTS] if shown["is_supporter"] else [],
        "show_form": ShowForm(own=own, initial=_shown(ours, request.user)),
        "is_walking": ours.stage == Stage.WALKING,
        "is_due": waiting.is_review_due(ours),
    }
    return render(request, "home/pair/ours.html", shown)


def _shown(ours: Companionship, person) -> dict:
    side = ours.side_of(person)
    return {"phone": side in ours.shows_phone.split(), "email": side in ours.shows_email.split()}


@require_POST
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Tick, or take the tick away: the other one sees my number or address, or no longer does."""
    ours = find(request, code)
    form = ShowForm(request.POST, own=people.identity_of(request.user))
    if form.is_valid():
        ticked = {name: form.cleaned_data.get(name, False) for name in ("phone", "email")}
        moves.show_contact(ours, **ticked, by=request.user)
        messages.success(request, _("Your choice is saved."))
    return redirect("companionship", code=code)


def contacts(request: HttpRequest, code: str) -> HttpResponse:
    """Note that contact happened, and see the notes made; never what was said (R27)."""
    ours = find(request, code, policies.may_note_contact)
    form = ContactForm(request.POST or None, initial={"day": clock.today(), "way": "phone", "minutes": 30})
    if request.method == "POST" and form.is_valid():
        moves.note(ours, **form.cleaned_data, by=request.user)
        messages.success(request, _("The contact is noted. Thank you for walking alongside."))
        return redirect("companionship", code=code)
    return render(request, "home/pair/contacts.html", facts(request, ours, form=form, contacts=ours.contacts.all()))


@require_POST
def remove(request: HttpRequest, code: str, contact: str) -> HttpResponse:
    """Take away a note made by mistake."""
    ours = find(request, code)
    noted = get_object_or_404(ours.contacts, code=contact)
    require(request, policies.may_remove_contact, noted)
    moves.unnote(noted, by=request.user)
    messages.success(request, _("The note is removed."))
    return redirect("contact-note", code=code)


def pause(request: HttpRequest, code: str) -> HttpResponse:
    """A pause needs no reason (R25)."""
    ours = find(request, code)
    if request.method == "POST":
        moves.pause(ours, by=request.user)
        messages.success(request, _("You now have a pause. Either of you may say when you go on."))
        return redirect("companionship", code=code)
    return render(request, "home/pair/pause.html", facts(request, ours))


def go_on(request: HttpRequest, code: str) -> HttpResponse:
    ours = find(request, code)
    if request.method == "POST":
        moves.go_on(ours, by=request.user)
        messages.success(request, _("You walk alongside each other again."))
        return redirect("companionship", code=code)
    return render(request, "home/pair/go_on.html", facts(request, ours))
