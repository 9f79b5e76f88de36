"""The pages that anyone may read. Each long text is a template a language; nothing here needs a session or a script."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import translation
from django.views.decorators.http import require_safe

from rinnalla.base.permission import open_page
from rinnalla.home import demo, keeping, telling
from rinnalla.home.finding import everyone, found, own_association
from rinnalla.home.forms.public import FindForm
from rinnalla.privacy.notices.words import Role

EASY = {"asking": "ask-start"} | {name: name for name in ("front", "what-we-see", "helplines", "bad-day")}


def _language() -> str:
    spoken = (translation.get_language() or "fi")[:2]
    return spoken if spoken in ("fi", "sv", "en") else "fi"


def _told(request: HttpRequest, page: str, **facts) -> HttpResponse:
    return render(request, f"home/public/{page}.{_language()}.html", facts)


@open_page
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What this is, and the two ways in; in a demo also whom to sign in as."""
    return _told(request, "front", sign_ins=demo.sign_ins(_language()))


@open_page
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The association of a municipality or a postcode, with its phone, in one step (R36)."""
    form = FindForm(request.GET if "place" in request.GET else None)
    facts = {"form": form, "everyone": everyone(), "roles": list(Role)}
    if form.is_valid():
        rows = found(form.cleaned_data["place"])
        only = rows[0].association if len(rows) == 1 else None
        facts |= {"typed": form.cleaned_data["place"], "rows": rows, "association": only}
    return render(request, "home/public/find.html", facts)


@open_page
@require_safe
def helplines(request: HttpRequest) -> HttpResponse:
    return _told(request, "helplines")


@open_page
@require_safe
def bad_day(request: HttpRequest) -> HttpResponse:
    """One screen, large buttons, nothing to type; the first phone number is of one's own association."""
    association = own_association(request.user)
    return _told(request, "bad-day", association=association, own_phone=association.phone if association else "")


@open_page
@require_safe
def what_we_see(request: HttpRequest) -> HttpResponse:
    """Who sees what, what the server's operator could do (R26), and how long things are kept (R39)."""
    return _told(request, "what-we-see", kept=keeping.schedule())


@open_page
@require_safe
def principles(request: HttpRequest) -> HttpResponse:
    return _told(request, "principles")


@open_page
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return _told(request, "accessibility")


@open_page
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return _told(request, "about")


@open_page
@require_safe
def selko(request: HttpRequest, page: str) -> HttpResponse:
    """The key pages in selkokieli, lättläst and easy English."""
    if page not in EASY:
        raise Http404
    return _told(request, f"selko/{page}", kept=keeping.schedule(), full=EASY[page])


@open_page
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(telling.ROBOTS, content_type="text/plain; charset=utf-8")


@open_page
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask for the picture before they have read the page."""
    return redirect(static("base/mark.svg"))


@open_page
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    return HttpResponse(telling.security_txt(), content_type="text/plain; charset=utf-8")
