"""Where someone reads what is kept of them, before they agree to it (GDPR art. 13)."""

from django.urls import reverse

from rinnalla.associations.models import Association
from rinnalla.privacy.notices.words import Role


def url_of(association: Association | None, role: Role) -> str:
    """The notice of this association for someone in this part; without an association, all notices."""
    return reverse("notice", args=[role.value, association.code]) if association else reverse("notices")
