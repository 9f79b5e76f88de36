"""The private reflection. Each address is about the one who is signed in: there is none for another's."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.guidance import reflections
from rinnalla.guidance.choices import Protecting, Risking
from rinnalla.guidance.models.own import Entry
from rinnalla.home.forms.coping import ReflectionForm
from rinnalla.home.views.coping import own


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    supporter = own(request)
    pages = [_told(entry) for entry in reflections.entries(request.user, by=request.user)]
    return render(request, "home/coping/reflection.html", {"pages": pages, "association": supporter.association})


def _told(entry: Entry) -> dict:
    """An entry in words, the ticked factors in the order of the list."""
    return {
        "key": entry.key,
        "day": entry.written_on,
        "words": entry.words,
        "protecting": [label for key, label in Protecting.choices if key in entry.protecting],
        "risking": [label for key, label in Risking.choices if key in entry.risking],
    }


def write(request: HttpRequest) -> HttpResponse:
    supporter = own(request)
    form = ReflectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reflections.write(request.user, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved for you alone."))
        return redirect("my-reflection")
    return render(request, "home/coping/reflect.html", {"form": form, "association": supporter.association})


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    own(request)
    reflections.remove(request.user, key, by=request.user)
    messages.success(request, _("The page is erased."))
    return redirect("my-reflection")


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Everything, in one tap."""
    own(request)
    reflections.erase(request.user, by=request.user)
    messages.success(request, _("Everything you wrote here is erased."))
    return redirect("my-reflection")
