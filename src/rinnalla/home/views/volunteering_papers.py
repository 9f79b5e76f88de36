"""What a supporter signs and has told: pledge, agreement with the association, application; the interview."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rinnalla.home.forms.volunteering import AgreementForm, PledgeForm
from rinnalla.home.views.volunteering import posted
from rinnalla.home.views.volunteering_own import own
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.supporters import agreeing, interviews, moves, showing
from rinnalla.supporters.choices import MAY_PLEDGE
from rinnalla.supporters.models import AgreementText, PledgeText


def pledge(request: HttpRequest) -> HttpResponse:
    """Read it, with its one limit, and sign it; to print (R14)."""
    supporter = own(request)
    text = PledgeText.in_force()
    signature = supporter.pledges.filter(text=text).first()
    form = PledgeForm(posted(request))
    if request.method == "POST" and not signature and form.is_valid():
        moves.sign_pledge(supporter, by=request.user, language=request.LANGUAGE_CODE[:2])
        messages.success(request, _("You have signed the pledge. Thank you."))
        return redirect("my-pledge")
    language = signature.language if signature else request.LANGUAGE_CODE[:2]
    facts = {
        "text": text,
        "words": text.text_in(language),
        "language": language,
        "signature": signature,
        "earlier": supporter.pledges.exclude(text=text).select_related("text").order_by("signed_at"),
        "may_sign": supporter.stage in MAY_PLEDGE and not signature,
        "form": form,
        "association": supporter.association,
        "may_stop": supporter.may_stop,
    }
    return render(request, "home/volunteering/pledge.html", facts)


def agreement(request: HttpRequest) -> HttpResponse:
    """What the association and the volunteer promise each other: read, sign, print; a coordinator confirms it."""
    supporter = own(request)
    signature = agreeing.standing_agreement(supporter)
    form = AgreementForm(posted(request))
    if request.method == "POST" and not signature and form.is_valid():
        agreeing.sign_agreement(supporter, by=request.user, language=request.LANGUAGE_CODE[:2])
        messages.success(request, _("You have signed the agreement. The coordinator confirms it for the association."))
        return redirect("my-agreement")
    text = signature.text if signature else AgreementText.in_force()
    language = signature.language if signature else request.LANGUAGE_CODE[:2]
    earlier = supporter.agreements.exclude(pk=signature.pk) if signature else supporter.agreements.all()
    facts = {
        "text": text,
        "words": text.words_in(language, supporter.association),
        "language": language,
        "signature": signature,
        "earlier": earlier.select_related("text", "association").order_by("signed_at"),
        "may_sign": agreeing.needs_agreement(supporter),
        "form": form,
        "association": supporter.association,
        "may_stop": supporter.may_stop,
    }
    return render(request, "home/volunteering/agreement.html", facts)


@require_GET
def application(request: HttpRequest) -> HttpResponse:
    """My own application, and what was written down in the interview: it is mine to see (R38)."""
    supporter = own(request)
    sealed = [name for name in ("application", "interview", "answer") if getattr(supporter, name) is not None]
    opened = reading.opened(supporter, *sealed, by=request.user, purpose=Purpose.OWN) if sealed else None
    facts = {
        "supporter": supporter,
        "rows": showing.application(getattr(opened, "application", None)) if "application" in sealed else [],
        "interview": showing.interview(getattr(opened, "interview", None)) if "interview" in sealed else [],
        "answer": showing.answer(getattr(opened, "answer", None)) if "answer" in sealed else "",
        "association": supporter.association,
        "may_stop": supporter.may_stop,
    }
    return render(request, "home/volunteering/application.html", facts)


@require_GET
def interview_calendar(request: HttpRequest) -> HttpResponse:
    """The time of the interview for one's own calendar; the title says "Meeting" and nothing else."""
    booking = interviews.of(own(request))
    if booking is None:
        raise Http404
    file = showing.calendar_file(booking, request.LANGUAGE_CODE[:2])
    headers = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return HttpResponse(file, content_type="text/calendar; charset=utf-8", headers=headers)
