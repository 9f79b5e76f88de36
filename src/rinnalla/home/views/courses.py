"""Courses on one's own pages: what I can join, my place, my place in line, leaving, my calendar."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from rinnalla.associations.models import is_staff
from rinnalla.base import clock
from rinnalla.base.permission import is_self, open_page, require
from rinnalla.home.forms.courses import FeedbackForm, SignUpForm
from rinnalla.home.views.volunteering import posted
from rinnalla.people.models import Person
from rinnalla.supporters import courses
from rinnalla.training import calendars, moves, policies
from rinnalla.training.choices import SeatStage, Why
from rinnalla.training.models import Feed, Seat, Sitting
from rinnalla.training.moves import feeding

MOST = 30
STILL_SHOWN = timedelta(days=60)
DONE = (SeatStage.ATTENDED, SeatStage.QUALIFIED)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Course days I am on, those I could join, and what I have completed."""
    require(request, is_self)
    me = request.user
    if not courses.takes_part(me) and not is_staff(me):
        return redirect("volunteer")
    seats = list(me.seats.standing().select_related("sitting__course", "association").order_by("-sitting__starts_at"))
    lately = clock.now() - STILL_SHOWN
    called_off = me.seats.filter(stage=SeatStage.CANCELLED, why=Why.CALLED_OFF, cancelled_at__gt=lately)
    facts = {
        "seats": [_line(seat) for seat in seats if seat.sitting.is_coming][::-1],
        "called_off": list(called_off.select_related("sitting__course")[:5]),
        "past": [seat for seat in seats if not seat.sitting.is_coming][:10],
        "days": _days(me, {seat.sitting_id for seat in seats}),
        "qualifications": me.qualifications.select_related("course").order_by("-day"),
    }
    return render(request, "home/courses/mine.html", facts)


def _line(seat: Seat) -> dict:
    waits = seat.stage == SeatStage.WAITING
    return {"sitting": seat.sitting, "number": seat.number_in_line() if waits else 0}


def _days(me: Person, taken: set[int]) -> list[dict]:
    """Open days with what stands in the way of each course, asked once a course."""
    days = [day for day in courses.open_to(me)[:MOST] if day.pk not in taken]
    known = {day.course_id: day.course for day in days}
    hindrances = {key: courses.hindrance(me, course) for key, course in known.items()}
    return [{"sitting": day, "hindrance": hindrances[day.course_id]} for day in days]


# --- one day -----------------------------------------------------------------------------------------------------
def _day(request: HttpRequest, code: str) -> Sitting:
    sitting = get_object_or_404(courses.shown_to(request.user), code=code)
    require(request, courses.takes_part)
    return sitting


def _seat(request: HttpRequest, code: str) -> Seat:
    """My newest place at this day, whether it stands or not."""
    sitting = _day(request, code)
    seat = sitting.seats.filter(person=request.user).select_related("association", "person").order_by("-pk").first()
    if seat is None:
        raise Http404
    require(request, policies.is_own_seat, seat)
    seat.sitting = sitting
    return seat


def one(request: HttpRequest, code: str) -> HttpResponse:
    """When and where; signing up with what I need, or my place and how to leave it."""
    sitting = _day(request, code)
    seat = sitting.seats.filter(person=request.user).order_by("-pk").first()
    form = SignUpForm(posted(request))
    if form.is_valid():
        made = courses.sign_up(request.user, sitting, access=form.cleaned_data["access"], by=request.user)
        _say(request, made)
        return redirect("my-course", code=code)
    stage = seat.stage if seat and seat.stage != SeatStage.CANCELLED else ""
    facts = {
        "sitting": sitting,
        "course": sitting.course,
        "lines": sitting.course.curriculum_in(request.LANGUAGE_CODE[:2]).splitlines(),
        "seat": seat if stage or (seat and seat.was_called_off) else None,
        "number": seat.number_in_line() if seat and seat.stage == SeatStage.WAITING else 0,
        "may_join": sitting.is_coming and not stage,
        "hindrance": courses.hindrance(request.user, sitting.course),
        "waiting": sitting.stages().count(SeatStage.WAITING),
        "next": courses.next_day(sitting, request.user) if seat and seat.was_called_off else None,
        "has_link": stage == SeatStage.REGISTERED or stage in DONE,
        "may_answer": bool(seat) and stage in DONE and not seat.has_answered,
        "form": form,
    }
    return render(request, "home/courses/one.html", facts)


def _say(request: HttpRequest, seat: Seat) -> None:
    if seat.stage == SeatStage.REGISTERED:
        messages.success(request, _("You have a place. If something comes up, you can give it up here."))
    else:
        words = _("You are on the waiting list. Your number is %(number)d. You hear at once when a place is yours.")
        messages.success(request, words % {"number": seat.number_in_line()})


@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """One press, no reason asked."""
    moves.give_up(_seat(request, code), by=request.user)
    messages.success(request, _("You are no longer on this course day. You may sign up for another one."))
    return redirect("my-courses")


@require_POST
def move(request: HttpRequest, code: str, to: str) -> HttpResponse:
    """The registration goes to another day of the same course with one press."""
    seat = _seat(request, code)
    made = moves.move(seat, _day(request, to), by=request.user)
    _say(request, made)
    return redirect("my-course", code=to)


def feedback(request: HttpRequest, code: str) -> HttpResponse:
    """Three sentences. Only counts are kept, so nobody can tell who answered what."""
    seat = _seat(request, code)
    if seat.stage not in DONE or seat.has_answered:
        return redirect("my-course", code=code)
    form = FeedbackForm(posted(request))
    if form.is_valid():
        moves.answer(seat, form.replies(), by=request.user)
        messages.success(request, _("Thank you. Your answers help the next ones."))
        return redirect("my-course", code=code)
    facts = {"form": form, "sitting": seat.sitting, "back_url": reverse("my-course", args=[code])}
    return render(request, "home/courses/feedback.html", facts)


# --- calendars ---------------------------------------------------------------------------------------------------
@require_safe
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """One day for one's own calendar; it says "Meeting"."""
    seat = _seat(request, code)
    return _calendar(calendars.written([seat.sitting], request.user.language), "meeting.ics")


def calendar(request: HttpRequest) -> HttpResponse:
    """The secret address of my calendar, shown when it is made; a new one ends the old."""
    require(request, is_self)
    address = ""
    if request.method == "POST":
        address = reverse("calendar-feed", args=[feeding.make_feed(by=request.user)])
    facts = {
        "web_address": request.build_absolute_uri(address) if address else "",
        "calendar_address": f"webcal://{request.get_host()}{address}" if address else "",
        "feed": Feed.objects.filter(person=request.user).first(),
    }
    return render(request, "home/courses/calendar.html", facts)


@require_POST
def stop_calendar(request: HttpRequest) -> HttpResponse:
    require(request, is_self)
    feeding.stop_feed(by=request.user)
    messages.success(request, _("The address of your calendar no longer works."))
    return redirect("my-calendar")


@open_page
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind its secret address; a wrong one is not there."""
    person = feeding.whose(secret)
    if person is None:
        raise Http404
    return _calendar(calendars.written(calendars.of_person(person), person.language), "")


def _calendar(written: bytes, file_name: str) -> HttpResponse:
    answer = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    if file_name:
        answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    answer["Cache-Control"] = "no-store"
    return answer
