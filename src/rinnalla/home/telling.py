"""What machines read: where not to look, and whom to tell of a weakness (RFC 9309, RFC 9116)."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.urls import reverse

from rinnalla.associations.models import Union
from rinnalla.base import clock

ROBOTS = "User-agent: *\nDisallow: /\n"  # that someone is here is nobody's business, a search engine's least of all


def security_txt() -> str:
    """Says half a year ahead, so that a forgotten installation is not trusted for ever."""
    union = Union.get()
    contact = f"mailto:{union.email}" if union and union.email else settings.SITE_ADDRESS + reverse("about")
    expires = datetime.combine(clock.today() + timedelta(days=183), time(), clock.HELSINKI)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: fi, sv, en",
        f"Canonical: {settings.SITE_ADDRESS}{reverse('security-txt')}",
    ]
    return "\n".join(lines) + "\n"
