"""One's rights to one's own details, consents, and the public notice of what is kept."""

from django.urls import path

from rinnalla.home.views import rights

urlpatterns = [
    path("my/rights/", rights.mine, name="my-rights"),
    path("my/rights/rest/", rights.rest, name="my-details-rest"),
    path("my/rights/<slug:kind>/", rights.wish, name="my-rights-wish"),
    path("my/consents/", rights.consents, name="my-consents"),
    path("my/consents/<slug:purpose>/", rights.change_consent, name="change-consent"),
    path("privacy/", rights.notices, name="notices"),
    path("privacy/<slug:role>/<str:code>/", rights.notice, name="notice"),
]
