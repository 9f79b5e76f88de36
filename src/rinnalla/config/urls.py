"""Every address of the product, room by room."""

from django.urls import include, path

import rinnalla.config.addresses  # noqa: F401  before any room's addresses: they use its `<code:…>`
from rinnalla.home.views import styleguide

urlpatterns = [
    path("", include("rinnalla.home.urls")),
    path("desk/", include("rinnalla.desk.urls")),
    path("", include("rinnalla.people.urls")),
    path("", include("rinnalla.associations.urls")),
    path("style/", styleguide.style, name="style"),
    path("sign-in/", include("allauth.urls")),
]
handler400 = "rinnalla.base.sentences.bad_request"
handler403 = "rinnalla.base.sentences.not_for_you"
handler404 = "rinnalla.base.sentences.not_found"
