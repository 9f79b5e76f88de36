"""The kinds of course, which the union's administrator adds and changes (R7, R8)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rinnalla.base.errors import RuleBroken
from rinnalla.base.permission import require
from rinnalla.desk.forms.courses import CourseKindForm
from rinnalla.desk.views.supporters import posted
from rinnalla.training import moves, plans, policies
from rinnalla.training.models import Course


@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    require(request, policies.may_change_courses)
    plans.load()
    return render(request, "desk/courses/kinds.html", {"kinds": Course.objects.select_related("needs")})


def add(request: HttpRequest) -> HttpResponse:
    require(request, policies.may_change_courses)
    form = CourseKindForm(
        posted(request), initial={"gives_qualification": True, "is_offered": True, "audience": "supporters"}
    )
    if form.is_valid() and _kept(form, lambda facts: moves.add_course(facts, by=request.user)):
        messages.success(request, _("The course is there. Now days can be planned for it."))
        return redirect("course-kinds")
    return render(request, "desk/courses/kind.html", {"form": form})


def change(request: HttpRequest, key: str) -> HttpResponse:
    require(request, policies.may_change_courses)
    course = get_object_or_404(Course, key=key)
    known = {name: getattr(course, name) for name in moves.FACTS} | {"needs": course.needs_id or ""}
    form = CourseKindForm(posted(request), course=course, initial=known)
    if form.is_valid() and _kept(form, lambda facts: moves.change_course(course, facts, by=request.user)):
        messages.success(request, _("Saved."))
        return redirect("course-kinds")
    return render(request, "desk/courses/kind.html", {"form": form, "course": course})


def _kept(form: CourseKindForm, verb) -> bool:
    """Do it; a rule that says no is shown on the form, with everything that was typed."""
    try:
        verb(form.facts())
    except RuleBroken as rule:
        form.add_error(None, rule.sentence)
        return False
    return True
