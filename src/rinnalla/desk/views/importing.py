"""Bringing in a spreadsheet: choose it, look row by row at what would happen, say yes."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import roles_of
from rinnalla.base.errors import RuleBroken
from rinnalla.base.permission import require
from rinnalla.desk.forms.importing import MOST_BYTES, FileForm, YesForm
from rinnalla.desk.importing import headings, planning, reading, telling, templates, waiting
from rinnalla.desk.importing.bringing import bring_in
from rinnalla.people.choices import Language
from rinnalla.supporters.policies import sees_supporters

PAGE = 100
SLACK = 100_000  # bytes of a form round its file


def choose(request: HttpRequest) -> HttpResponse:
    """The file is read at once; what it would do is shown on the next page, and nothing is changed here."""
    require(request, sees_supporters)
    form = _file_form(request)
    if request.method == "POST" and form.is_valid() and _is_read(request, form):
        return redirect("desk-import-look")
    facts = {"form": form, "templates": _templates(), "is_waiting": waiting.is_there(request)}
    return render(request, "desk/importing/choose.html", facts)


def _file_form(request: HttpRequest) -> FileForm:
    roles = [role for role in roles_of(request.user) if role.kind == RoleKind.COORDINATOR and role.association]
    own = [role.association for role in roles]
    if request.method != "POST":
        return FileForm(associations=own)
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    return FileForm(request.POST, request.FILES, associations=own, too_large=size > MOST_BYTES + SLACK)


def _is_read(request: HttpRequest, form: FileForm) -> bool:
    """Read and planned, and kept for the next page; otherwise the form says what to do."""
    file, association = form.cleaned_data["file"], form.chosen
    try:
        tables, says = headings.tables(reading.read(file.name, file.read()))
        plan = planning.plan(tables, association, by=request.user)
        waiting.keep(request, tables, says, plan, association)
    except RuleBroken as broken:
        form.add_error("file", broken.sentence)
        return False
    return True


def _templates() -> list[dict]:
    """Links to the template files; the reader's own language comes first."""
    spoken = (get_language() or "fi")[:2]
    codes = sorted(templates.LANGUAGES, key=lambda code: code != spoken)
    return [
        {"name": Language(code).label, "files": [_template_link(kind, code) for kind in ("supporters", "asks")]}
        for code in codes
    ]


def _template_link(kind: str, language: str) -> dict:
    words = _("Peer supporters") if kind == "supporters" else _("Requests")
    urls = {form: reverse("desk-import-template", args=[kind, language, form]) for form in templates.FORMS}
    return {"words": words, "xlsx": urls["xlsx"], "csv": urls["csv"]}


@require_GET
def template(request: HttpRequest, kind: str, language: str, form: str) -> HttpResponse:
    require(request, sees_supporters)
    made = templates.template(kind, language, form)
    response = HttpResponse(made.data, content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    return response


# --- look, and say yes -----------------------------------------------------------------------------------------
def look(request: HttpRequest) -> HttpResponse:
    """Row by row what would happen; the yes brings all of it in, or nothing."""
    require(request, sees_supporters)
    kept = waiting.current(request)
    if kept is None:
        messages.info(request, _("No list waits here now. A list that you chose is kept for an hour."))
        return redirect("desk-import")
    form = YesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _bring_in(request, kept)
    return render(request, "desk/importing/look.html", _facts(request, kept) | {"form": form})


def _bring_in(request: HttpRequest, kept: waiting.Waiting) -> HttpResponse:
    plan = bring_in(kept.tables, kept.association, by=request.user)
    waiting.discard(request)
    request.session["brought_in"] = plan.counts()
    return redirect("desk-import-done")


def _facts(request: HttpRequest, kept: waiting.Waiting) -> dict:
    start = _start(request)
    shown = kept.lines[start : start + PAGE]
    here = reverse("desk-import-look")
    return {
        "association": kept.association,
        "promised": telling.promised(kept.counts),
        "coming": _coming(kept.counts),
        "says": kept.says,
        "groups": [_group(outcome, list(lines)) for outcome, lines in groupby(shown, key=lambda line: line[0])],
        "headings": [_("Row"), _("Name"), _("What happens"), _("Look at this")],
        "next_url": f"{here}?after={start + PAGE}" if len(kept.lines) > start + PAGE else "",
        "first_url": here if start else "",
    }


def _start(request: HttpRequest) -> int:
    after = request.GET.get("after", "")
    return min(int(after), reading.MOST_ROWS) if after.isascii() and after.isdigit() and len(after) < 7 else 0


def _coming(counts: dict[str, int]) -> int:
    return counts["supporters"] + counts["asks"]


def _group(outcome: str, lines: list[list[str]]) -> dict:
    headings_of = {
        planning.OUT: _("Left out until they are mended"),
        planning.TWICE: _("Twice in the file"),
        planning.NEW: _("Come in"),
        planning.KNOWN: _("Known already"),
    }
    rows = [[row, name or "–", what, notes or "–"] for _outcome, row, name, what, notes in lines]
    return {"heading": headings_of[outcome], "rows": rows}


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    require(request, sees_supporters)
    waiting.discard(request)
    messages.success(request, _("The list was thrown away. Nothing was changed."))
    return redirect("desk-import")


@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """How many came in, for the browser that said yes."""
    require(request, sees_supporters)
    counts = request.session.get("brought_in")
    if not counts:
        return redirect("desk-import")
    facts = {"told": telling.done(counts), "has_supporters": counts["supporters"], "has_asks": counts["asks"]}
    return render(request, "desk/importing/done.html", facts)
