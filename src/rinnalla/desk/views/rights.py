"""Wishes about people's own details: written down on the phone, the text mended, answered within the law's month."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rinnalla.asks.models import Ask
from rinnalla.base.permission import require
from rinnalla.desk.forms.rights import AnswerForm, RecordForm, TextForm
from rinnalla.desk.policies import coordinates_somewhere
from rinnalla.desk.views.asks import found as found_ask
from rinnalla.desk.views.supporters import found as found_supporter
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.letters import post
from rinnalla.letters.choices import Kind as Letters
from rinnalla.people.choices import Given
from rinnalla.people.models import Identity
from rinnalla.privacy import moves
from rinnalla.privacy.rights import asking, correcting, policies, restricting
from rinnalla.privacy.rights.choices import About, Kind
from rinnalla.privacy.rights.models import RightsRequest
from rinnalla.supporters.models import Supporter

OF_REQUEST = (About.REQUEST, About.SIGNPOST, About.OTHER, About.COUNTS)
OF_SUPPORTER = (About.INTERVIEW, About.ANSWER, About.OTHER, About.COUNTS, About.NOTES, About.RHYTHM)


# --- a wish that was made --------------------------------------------------------------------------------------------
def wish(request: HttpRequest, code: str) -> HttpResponse:
    """Also while everything else of the person rests. An answered one is read here, to be told on the phone."""
    one = _found(request, code)
    require(request, policies.may_answer, one)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and not one.answered_at and form.is_valid():
        told = form.cleaned_data
        asking.answer(one, told["outcome"], told["words"], by=request.user)
        messages.success(request, _("Your answer is on the person's own page. A notice says only that there is one."))
        return redirect("desk")
    opened = reading.opened(one, "words", "answer", by=request.user, purpose=Purpose.STAFF)
    identity = Identity.of(reading.opened(one.person, "identity", by=request.user, purpose=Purpose.STAFF).identity)
    facts = {"one": one, "form": form, "words": opened.words, "answer": opened.answer, "identity": identity}
    facts |= {"may_end": policies.may_end(request.user, one)} | ({} if one.answered_at else _places(one, request))
    return render(request, "desk/rights/wish.html", facts)


def _found(request: HttpRequest, code: str) -> RightsRequest:
    """Those to be answered, to be told on the phone, or to be ended by a call; the others only their person reads."""
    to_tell = post.waiting_calls(request.user).filter(kind=Letters.RIGHTS, to=OuterRef("person")).order_by()
    here = Q(answered_at=None) | Exists(to_tell) | Q(pk__in=RightsRequest.objects.to_end().values("pk"))
    rows = RightsRequest.objects.to_answer(request.user).filter(here)
    return get_object_or_404(rows.select_related("person", "association"), code=code)


def _places(one: RightsRequest, request: HttpRequest) -> dict:
    """Where what is wrong can be mended: the text itself, and the pages of the person that this coordinator sees."""
    if one.kind != Kind.CORRECT:
        return {}
    asks = Ask.objects.visible_to(request.user).filter(person=one.person, association=one.association)
    supporters = Supporter.objects.visible_to(request.user).filter(person=one.person, association=one.association)
    return {
        "text": correcting.text_of(one),
        "ask": asks.order_by("-received_at", "-pk").first(),
        "supporter": supporters.first(),
    }


def text(request: HttpRequest, code: str) -> HttpResponse:
    """The very text that the person wishes to have corrected; saved, the wish still waits for its answer."""
    one = _found(request, code)
    require(request, policies.may_answer, one)
    about = correcting.text_of(one)
    if one.answered_at or one.kind != Kind.CORRECT or about is None:
        raise Http404
    form = TextForm(request.POST or None, parts=correcting.read(about, by=request.user))
    if request.method == "POST" and form.is_valid():
        correcting.mend(one, form.said(), by=request.user)
        messages.success(request, _("The text reads so from now on. Now tell the person what you did."))
        return redirect("desk-wish", code=code)
    words = reading.opened(one, "words", by=request.user, purpose=Purpose.STAFF).words
    return render(request, "desk/rights/text.html", {"one": one, "form": form, "words": words})


# --- on the phone ----------------------------------------------------------------------------------------------------
def record_for_ask(request: HttpRequest, code: str) -> HttpResponse:
    """What someone whose request is in one's care wishes of their details, told on the phone."""
    return _record(request, found_ask(request, code), OF_REQUEST, reverse("desk-ask", args=[code]))


def record_for_supporter(request: HttpRequest, code: str) -> HttpResponse:
    """The same for a supporter of one's own association."""
    return _record(request, found_supporter(request, code), OF_SUPPORTER, reverse("supporter", args=[code]))


def _record(request: HttpRequest, through: Ask | Supporter, about: tuple, back_url: str) -> HttpResponse:
    require(request, policies.may_record, through)
    form = RecordForm(request.POST or None, about=about)
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/rights/record.html", {"form": form, "back_url": back_url})
    said, person = form.cleaned_data, through.person
    told = asking.Told(through, Given(said["given"]))
    if said["kind"] == Kind.REST:
        restricting.restrict(person, by=request.user, words=said["words"], told=told)
        messages.success(request, _("Everything of theirs rests now. When they wish, it goes on from this page."))
        return redirect("desk-resting")
    if said["kind"] == Kind.ERASE:
        moves.ask_erasure(person, by=request.user, words=said["words"], told=told)
        messages.success(request, _("Everything of theirs is erased in three days. Until then a call takes it back."))
        return redirect("desk-resting")
    asking.ask(person, said["kind"], said["about"], said["words"], by=request.user, told=told)
    messages.success(request, _("The wish is written down. It waits on the worklist for its answer in writing."))
    return redirect(back_url)


@require_safe
def resting(request: HttpRequest) -> HttpResponse:
    """Rests and erasures that were written down here: no name, until someone calls and one of them is opened."""
    require(request, coordinates_somewhere)
    rows = RightsRequest.objects.to_answer(request.user).to_end().select_related("association")
    return render(request, "desk/rights/resting.html", {"rows": list(rows)})


@require_POST
def go_on(request: HttpRequest, code: str) -> HttpResponse:
    """The person has called: what rested goes on, and what would be erased stays."""
    one = _found(request, code)
    require(request, policies.may_end, one)
    if one.kind == Kind.ERASE:
        moves.take_back(one.person, by=request.user, wish=one)
        messages.success(request, _("Nothing of theirs is erased. Everything is as it was."))
        return redirect("desk-resting")
    restricting.lift(one.person, by=request.user, wish=one)
    messages.success(request, _("Everything of theirs goes on. A request waits again, with a new promise."))
    return redirect("desk-resting")
