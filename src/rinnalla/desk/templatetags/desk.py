"""The part of the page by which one moves about the desk."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from rinnalla.associations.models import administers
from rinnalla.desk.policies import coordinates_somewhere
from rinnalla.guidance.policies import gives_guidance
from rinnalla.supporters.policies import may_recognise, sees_supporters
from rinnalla.training.policies import sees_courses

register = template.Library()

OF_THE_UNION = ("union", "association", "topic", "pledge", "weights", "equality")
OF_THE_WORKLIST = (
    "desk", "desk-need", "desk-proposal", "desk-question", "desk-record", "desk-wish", "desk-resting",
)  # fmt: skip
# URL name, words, who is shown it, beginnings of the names of the pages behind it
PLACES = [
    ("desk", _("Worklist"), coordinates_somewhere, OF_THE_WORKLIST),
    ("desk-asks", _("Requests"), coordinates_somewhere, ("desk-ask", "desk-queue")),
    ("supporters", _("Peer supporters"), sees_supporters, ("supporter",)),
    ("desk-guidance", _("Guidance"), gives_guidance, ("desk-guidance",)),
    ("desk-companionships", _("Companionships"), coordinates_somewhere, ("desk-companionship",)),
    ("desk-courses", _("Courses"), sees_courses, ("desk-course", "course-kind", "sitting", "certificate-take")),
    ("desk-import", _("Bring in records"), sees_supporters, ("desk-import",)),
    ("union", _("Association"), coordinates_somewhere, OF_THE_UNION),
    ("recognise", _("Recognise knowledge"), may_recognise, ("recognise",)),
]


@register.inclusion_tag("desk/_nav.html", takes_context=True)
def desk_nav(context: template.Context) -> dict:
    """Links to the parts of the desk that this person works in, the present one marked."""
    request = context["request"]
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {"links": [link for place in PLACES if (link := _link(place, request.user, here))]}


def _link(place: tuple, person, here: str) -> dict | None:
    name, words, may, within = place
    if name == "union" and administers(person):
        words = _("The union")
    elif not may(person):
        return None
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    is_here = here == name or any(here.startswith(start) for start in within if start != "desk")
    return {"url": url, "label": words, "is_current": is_here}
