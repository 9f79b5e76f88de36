"""A supporter's own coping: their guide, meetings for guidance, the rhythm they wish, thanks and small milestones."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.base.permission import require
from rinnalla.guidance import calendars, care, milestones, moves, policies
from rinnalla.guidance.choices import MeetingKind, MeetingStage, Pace, PlaceStage
from rinnalla.guidance.models import Meeting, OwnWay, Place, Spot, Thanks
from rinnalla.guidance.models.guides import GUIDED, SERVING, guide_of
from rinnalla.home.forms.coping import WHILES, last_day
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Identity
from rinnalla.supporters import ageing
from rinnalla.supporters.models import Supporter

OFTEN_CHOSEN = 3
MOST = 50


def own(request: HttpRequest) -> Supporter:
    """The supporter that this person is; for anyone else there is no such page."""
    rows = Supporter.objects.visible_to(request.user).select_related("association", "person")
    supporter = get_object_or_404(rows, person=request.user)
    require(request, policies.has_own_care, supporter)
    return supporter


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    supporter = own(request)
    way = OwnWay.of(supporter)
    places = _my_places(supporter)
    facts = {
        "supporter": supporter,
        "association": supporter.association,
        "guide": _guide(request, supporter),
        "care": care.one(supporter) if supporter.stage in SERVING else None,
        "is_guided": supporter.stage in GUIDED,
        "may_need_rest": care.may_need_rest(supporter),
        "experience_due": ageing.is_due(supporter),
        "places": places,
        "open_meetings": _open_meetings(request, places),
        "paces": Pace.choices[1:],
        "way": way,
        "whiles": WHILES,
        "numbers": range(max(OFTEN_CHOSEN, supporter.capacity) + 1),
    }
    return render(request, "home/coping/mine.html", facts)


def _guide(request: HttpRequest, supporter: Supporter) -> Identity | None:
    """Who my guide is and how to reach them; that I looked is a line the guide can see."""
    guide = guide_of(supporter)
    if guide is None:
        return None
    return Identity.of(reading.opened(guide.person, "identity", by=request.user, purpose=Purpose.GUIDANCE).identity)


def _my_places(supporter: Supporter) -> list[Place]:
    coming = Meeting.objects.coming().values("pk")
    mine = Place.objects.filter(supporter=supporter, stage=PlaceStage.COMING, meeting__in=coming)
    return list(mine.select_related("meeting").order_by("meeting__begins_at")[:MOST])


def _open_meetings(request: HttpRequest, places: list[Place]) -> list[Meeting]:
    taken = [place.meeting_id for place in places]
    return list(Meeting.objects.open_to(request.user).coming().exclude(pk__in=taken)[:MOST])


# --- the rhythm, and how much for a while ------------------------------------------------------------------------
@require_POST
def rhythm(request: HttpRequest) -> HttpResponse:
    moves.wish_pace(own(request), request.POST.get("pace", "?"), by=request.user)
    messages.success(request, _("Saved. You may change this whenever you like."))
    return redirect("my-coping")


@require_POST
def for_a_while(request: HttpRequest) -> HttpResponse:
    """Two taps: until when, and how many."""
    supporter = own(request)
    chosen, until = request.POST.get("capacity", ""), request.POST.get("until", "")
    number = int(chosen) if chosen.isascii() and chosen.isdigit() else -1
    moves.for_a_while(supporter, number, last_day(until), by=request.user)
    messages.success(request, _("Saved. After that day the number is again what it was before."))
    return redirect("my-coping")


@require_POST
def rest_later(request: HttpRequest) -> HttpResponse:
    """The offer of a rest is put aside; no reason, and nobody hears of it."""
    moves.put_rest_aside(own(request), by=request.user)
    messages.success(request, _("All right. You may rest at any time, with one press."))
    return redirect("home")


@require_POST
def still_holds(request: HttpRequest) -> HttpResponse:
    """What I told of my experience still describes me."""
    ageing.confirm(own(request), by=request.user)
    messages.success(request, _("Thank you. We ask again in a year."))
    return redirect("home")


# --- thanks and small milestones ---------------------------------------------------------------------------------
@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    supporter = own(request)
    said = list(Thanks.objects.visible_to(request.user).select_related("supporter__person")[:MOST])
    opened = reading.opened_many(said, "words", by=request.user, purpose=Purpose.OWN)
    hides = OwnWay.of(supporter).hides_wall
    facts = {
        "supporter": supporter,
        "association": supporter.association,
        "thanks": [(one, Thanks.read(row.words)) for one, row in zip(said, opened, strict=True)],
        "hides_wall": hides,
        "stones": [] if hides else milestones.wall(supporter),
    }
    return render(request, "home/coping/thanks.html", facts)


@require_POST
def wall(request: HttpRequest) -> HttpResponse:
    """Hide the small milestones, or show them again."""
    moves.hide_wall(own(request), request.POST.get("hides") == "yes", by=request.user)
    return redirect("my-thanks")


# --- meetings ----------------------------------------------------------------------------------------------------
def _found(request: HttpRequest, code: str, policy=policies.may_see_meeting) -> Meeting:
    """A meeting that this supporter may see; who else comes is not theirs to know."""
    supporter = own(request)
    rows = Meeting.objects.visible_to(request.user).select_related("led_by", "association")
    found = get_object_or_404(rows, code=code)
    if policy is policies.may_see_meeting and not (_place(found, supporter) or policies.may_join(request.user, found)):
        raise Http404
    require(request, policy, found)
    return found


def _place(meeting: Meeting, supporter: Supporter) -> Place | None:
    return Place.objects.filter(meeting=meeting, supporter=supporter).select_related("supporter").first()


@require_GET
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """When, where and with whom. The link for meeting from afar shows to those who have a place."""
    found = _found(request, code)
    place = _place(found, own(request))
    comes = place is not None and place.is_taken
    leader = reading.opened(found.led_by, "identity", by=request.user, purpose=Purpose.GUIDANCE).identity
    spot = Spot.of(reading.opened(found, "spot", by=request.user, purpose=Purpose.GUIDANCE).spot)
    is_open = found.stage == MeetingStage.PLANNED and not found.has_begun
    facts = {
        "meeting": found,
        "place": place,
        "comes": comes,
        "leader": Identity.of(leader).called,
        "spot": spot if comes else Spot(place=spot.place),
        "may_join": is_open and found.kind == MeetingKind.GROUP and not comes,
        "may_leave": is_open and comes,
        "association": found.association or own(request).association,
    }
    return render(request, "home/coping/meeting.html", facts)


@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    supporter = own(request)
    found = _found(request, code, policies.may_join)
    moves.join(found, supporter, by=request.user)
    messages.success(request, _("You have a place. Welcome."))
    return redirect("my-guidance-meeting", code=code)


@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Giving up the place needs no reason."""
    own(request)
    rows = Place.objects.visible_to(request.user).select_related("meeting__led_by", "meeting__association", "supporter")
    place = get_object_or_404(rows, meeting__code=code, supporter__person=request.user)
    require(request, policies.may_leave, place)
    moves.leave(place, by=request.user)
    messages.success(request, _("You have given up your place. No reason is needed."))
    return redirect("my-coping")


@require_GET
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The meeting for one's own calendar."""
    found = _found(request, code)
    page = reverse("my-guidance-meeting", args=[code])
    answer = HttpResponse(calendars.ics(found, path=page), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer
