"""What a coordinator does for a supporter: each act is one page or one button, and one line in the ledger (R6)."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from rinnalla.associations.models import Association, roles_of
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.base.permission import require
from rinnalla.boundary import scope
from rinnalla.companionships import moves as companionships
from rinnalla.desk.forms import supporters as forms
from rinnalla.desk.views.supporters import found, posted
from rinnalla.ledger.choices import Purpose
from rinnalla.people import moves as people
from rinnalla.people.choices import Given
from rinnalla.supporters import answers as told
from rinnalla.supporters import experiences, interviews, moves, policies
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.forms.application import part
from rinnalla.supporters.models import PledgeText, Supporter
from rinnalla.training.choices import Ground, Plan


def _page(request: HttpRequest, supporter: Supporter, form, heading, submit, **more) -> HttpResponse:
    facts = {
        "form": form,
        "heading_words": heading,
        "submit": submit,
        "back_url": reverse("supporter", args=[supporter.code]),
        "association": supporter.association,
    }
    return render(request, "desk/supporters/act.html", facts | more)


def _done(request: HttpRequest, supporter: Supporter, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("supporter", code=supporter.code)


# --- a new volunteer ---------------------------------------------------------------------------------------------
def add(request: HttpRequest) -> HttpResponse:
    """A paper application; the paper itself holds the consent and stays with the association."""
    require(request, policies.sees_supporters)
    own = _coordinated(request)
    initial = {"language": "fi", "languages": ["fi"]}
    form = forms.PaperForm(posted(request), associations=own, initial=initial)
    if form.is_valid():
        supporter = _apply_on_paper(request, form, own)
        return _done(request, supporter, _("The application is written down. Next you agree on the interview."))
    return render(request, "desk/supporters/add.html", {"form": form})


def _coordinated(request: HttpRequest) -> list[Association]:
    """The associations whose road this person may walk supporters along."""
    return [role.association for role in roles_of(request.user) if role.kind == "coordinator" and role.association]


@transaction.atomic
def _apply_on_paper(request: HttpRequest, form: forms.PaperForm, own: list[Association]) -> Supporter:
    person = people.new_person(form.identity(), form.cleaned_data["language"], by=request.user)
    answers = form.as_answers()
    return moves.apply(
        person=person,
        association=next(one for one in own if one.code == form.cleaned_data["association"]),
        application=told.application(answers),
        experience=told.experience(answers),
        languages=told.languages(answers),
        by=request.user,
        given=Given.PAPER,
    )


# --- the steps ---------------------------------------------------------------------------------------------------
def interview(request: HttpRequest, code: str) -> HttpResponse:
    supporter = found(request, code)
    booking = interviews.of(supporter)
    begin = {"day": min(clock.local_day(booking.at), clock.today())} if booking else {}
    form = forms.InterviewForm(posted(request), initial=begin)
    if form.is_valid():
        moves.interview(supporter, **form.cleaned_data, by=request.user)
        return _done(request, supporter, _("The interview is written down."))
    return _page(request, supporter, form, _("Write down the interview"), _("Save the interview"))


@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    supporter = found(request, code)
    moves.accept(supporter, by=request.user)
    return _done(request, supporter, _("Accepted. The applicant hears of it."))


def not_now(request: HttpRequest, code: str) -> HttpResponse:
    supporter = found(request, code)
    begin = {"words": forms.kind_letter(supporter.person.language)}
    form = forms.NotNowForm(posted(request), initial=begin)
    if form.is_valid():
        said = form.cleaned_data
        moves.not_now(supporter, said["words"], return_on=said["return_on"], by=request.user)
        return _done(request, supporter, _("Your answer is on the applicant's own page."))
    return _page(request, supporter, form, _("Answer: not now"), _("Send the answer"))


def course(request: HttpRequest, code: str) -> HttpResponse:
    """A course the supporter attended; equivalent knowledge is recognised by the union by the code shown here."""
    supporter = found(request, code)
    first = Plan.CONTINUING if supporter.has_basic_course else Plan.BASIC
    form = forms.CourseForm(posted(request), initial={"course": first})
    if form.is_valid():
        chosen, day = form.cleaned_data["course"], form.cleaned_data["day"]
        moves.record_course(supporter, chosen, day, Ground.ATTENDED, by=request.user)
        return _done(request, supporter, _("The course is written down."))
    words = _("Write down a course"), _("Save the course")
    return _page(request, supporter, form, *words, recognise_code=supporter.code)


def pledge(request: HttpRequest, code: str) -> HttpResponse:
    """Signed on paper; the page prints the text to sign."""
    supporter = found(request, code)
    text = PledgeText.in_force()
    form = forms.PledgeOnPaperForm(posted(request), initial={"language": supporter.person.language})
    if form.is_valid():
        moves.sign_pledge(supporter, by=request.user, given=Given.PAPER, language=form.cleaned_data["language"])
        return _done(request, supporter, _("The pledge is written down as signed."))
    words = text.text_in(supporter.person.language)
    facts = {"form": form, "words": words, "text": text, "language": supporter.person.language}
    facts["back_url"] = reverse("supporter", args=[code])
    return render(request, "desk/supporters/pledge.html", facts | {"association": supporter.association})


@require_POST
def activate(request: HttpRequest, code: str) -> HttpResponse:
    supporter = found(request, code)
    moves.activate(supporter, by=request.user)
    return _done(request, supporter, _("The supporter is active and may be proposed from now on."))


# --- what the supporter says on the phone --------------------------------------------------------------------------
TOLD: dict[str, tuple[Callable[..., None], object]] = {
    "rest": (moves.rest, gettext_lazy("Written down: resting.")),
    "return": (moves.return_, gettext_lazy("Written down: back from rest.")),
    "withdraw": (moves.withdraw, gettext_lazy("Written down: the application is taken back.")),
    "limit": (lambda one, by: moves.set_at_limit(one, True, by=by), gettext_lazy("Nobody new is proposed now.")),
    "strength": (
        lambda one, by: moves.set_at_limit(one, False, by=by),
        gettext_lazy("New people can be proposed again."),
    ),
}


@require_POST
def tell(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """The supporter has said it on the phone; no reason is written, since none is owed (R12, R13)."""
    supporter = found(request, code)
    if what not in TOLD:
        raise Http404
    verb, sentence = TOLD[what]
    verb(supporter, by=request.user)
    return _done(request, supporter, str(sentence))


def capacity(request: HttpRequest, code: str) -> HttpResponse:
    supporter = found(request, code)
    form = forms.CapacityForm(posted(request), initial={"capacity": supporter.capacity})
    if form.is_valid():
        moves.set_capacity(supporter, form.cleaned_data["capacity"], by=request.user)
        return _done(request, supporter, _("Saved."))
    return _page(request, supporter, form, _("How many people at a time?"), _("Save"))


def stop(request: HttpRequest, code: str) -> HttpResponse:
    """The supporter has told that they stop; every companionship is parted first."""
    supporter = found(request, code)
    if not supporter.may_become(Stage.STOPPED):
        return redirect("supporter", code=code)
    if request.method == "POST":
        companionships.stop_supporting(supporter, by=request.user)
        return _done(request, supporter, _("Written down: stopped. A word of thanks is in place."))
    facts = {"supporter": supporter, "association": supporter.association}
    return render(request, "desk/supporters/stop.html", facts)


def experience_part(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One question of the experience, written down for a supporter who does not use the pages."""
    supporter = found(request, code)
    asked = part(key)
    if asked is None:
        raise Http404
    opened = experiences.of(supporter, by=request.user, purpose=Purpose.INTERVIEW)
    answers = told.back(opened, supporter.speaks)
    form = asked.form(posted(request), answers=answers, initial=answers[key])
    if form.is_valid():
        answers[key] = form.kept()
        moves.describe(supporter, told.experience(answers), told.languages(answers), by=request.user)
        messages.success(request, _("Saved."))
        if key == "topics":
            return redirect("supporter-experience-part", code=code, key="details")
        return redirect("supporter-experience", code=code)
    facts = {"back_url": reverse("supporter-experience", args=[code]), "is_details": key == "details"}
    return _page(request, supporter, form, asked.heading, _("Save"), **facts)


# --- the union ---------------------------------------------------------------------------------------------------
def recognise(request: HttpRequest) -> HttpResponse:
    """The union recognises equal knowledge by code alone: it sees no name and no health (R8)."""
    require(request, policies.may_recognise)
    form = forms.RecogniseForm(posted(request))
    if form.is_valid():
        with scope.system("supporting"):  # whoever knows the code may recognise; no name is shown
            rows = Supporter.objects.on_the_road().select_related("person", "association")
            supporter = rows.filter(code=form.cleaned_data["code"]).first()
        if supporter is None:
            form.add_error("code", _("No supporter has this code. Check each mark with the coordinator."))
        elif _recognised(request, supporter, form):
            messages.success(request, _("The recognition is written down. The association sees it at once."))
            return redirect("recognise")
    return render(request, "desk/supporters/recognise.html", {"form": form})


def _recognised(request: HttpRequest, supporter: Supporter, form: forms.RecogniseForm) -> bool:
    said = form.cleaned_data
    try:
        moves.record_course(
            supporter, said["course"], said["day"], Ground.RECOGNISED, said["ground_words"], by=request.user
        )
    except RuleBroken as rule:
        form.add_error(None, rule.sentence)
        return False
    return True
