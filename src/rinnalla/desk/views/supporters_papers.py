"""The time of an interview, the agreement with the volunteer, and a background check for a task with minors."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.desk.forms import supporters as forms
from rinnalla.desk.views.supporters import found, posted
from rinnalla.people.choices import Given
from rinnalla.supporters import agreeing, interviews, showing
from rinnalla.supporters.choices import Way
from rinnalla.supporters.models import AgreementText, Booking, Supporter


def _done(request: HttpRequest, supporter: Supporter, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("supporter", code=supporter.code)


# --- the time to talk --------------------------------------------------------------------------------------------
def book(request: HttpRequest, code: str) -> HttpResponse:
    """Write down when and how the two talk; the applicant is told by letter and sees it on their own page."""
    supporter = found(request, code)
    booking = interviews.of(supporter)
    form = forms.BookingForm(posted(request), initial=_booked(request, booking))
    if form.is_valid():
        said = form.cleaned_data
        facts = {"place": said["place"], "words": said["words"]}
        interviews.book_interview(supporter, said["at"], Way(said["way"]), **facts, by=request.user)
        return _done(request, supporter, _("The time is written down, and the applicant gets a message."))
    facts = {
        "form": form,
        "heading_words": _("Another time to talk") if booking else _("Agree on a time to talk"),
        "submit": _("Save the time"),
        "back_url": reverse("supporter", args=[code]),
        "association": supporter.association,
    }
    return render(request, "desk/supporters/act.html", facts)


def _booked(request: HttpRequest, booking: Booking | None) -> dict:
    if booking is None:
        return {"way": Way.PHONE}
    return {"at": booking.at, "way": booking.way} | interviews.where(booking, by=request.user)


@require_GET
def interview_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The time for the coordinator's own calendar; the title says "Meeting" and nothing else."""
    booking = interviews.of(found(request, code))
    if booking is None:
        raise Http404
    file = showing.calendar_file(booking, request.LANGUAGE_CODE[:2])
    headers = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return HttpResponse(file, content_type="text/calendar; charset=utf-8", headers=headers)


# --- the agreement -----------------------------------------------------------------------------------------------
def agreement(request: HttpRequest, code: str) -> HttpResponse:
    """The text to print; signed on paper, or signed by the supporter and confirmed here."""
    supporter = found(request, code)
    signed = agreeing.standing_agreement(supporter)
    form = forms.AgreementOnPaperForm(posted(request), initial={"language": supporter.person.language})
    if not signed and form.is_valid():
        language = form.cleaned_data["language"]
        agreeing.sign_agreement(supporter, by=request.user, given=Given.PAPER, language=language)
        return _done(request, supporter, _("The agreement is written down as signed by both."))
    text = signed.text if signed else AgreementText.in_force()
    language = signed.language if signed else supporter.person.language
    facts = {
        "form": form,
        "signed": signed,
        "may_sign": agreeing.needs_agreement(supporter),
        "text": text,
        "words": text.words_in(language, supporter.association),
        "language": language,
        "supporter": supporter,
        "association": supporter.association,
        "back_url": reverse("supporter", args=[code]),
    }
    return render(request, "desk/supporters/agreement.html", facts)


@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    supporter = found(request, code)
    signed = agreeing.standing_agreement(supporter)
    if signed is None:
        raise Http404
    agreeing.confirm_agreement(signed, by=request.user)
    return _done(request, supporter, _("The agreement is confirmed."))


# --- a task with minors --------------------------------------------------------------------------------------------
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the task is with minors, and the day on which the extract was shown; nothing of what it said."""
    supporter = found(request, code)
    form = forms.CheckForm(posted(request))
    if supporter.with_minors and form.is_valid():
        agreeing.record_check(supporter, form.cleaned_data["shown_on"], by=request.user)
        return _done(request, supporter, _("Written down: the extract was shown."))
    facts = {
        "form": form,
        "supporter": supporter,
        "checks": supporter.checks.order_by("-shown_on"),
        "association": supporter.association,
    }
    return render(request, "desk/supporters/check.html", facts)


@require_POST
def minors(request: HttpRequest, code: str) -> HttpResponse:
    """One button: the task is, or is not, with minors."""
    supporter = found(request, code)
    agreeing.set_with_minors(supporter, request.POST.get("with_minors") == "yes", by=request.user)
    messages.success(request, _("Saved."))
    return redirect("supporter-check", code=code)
