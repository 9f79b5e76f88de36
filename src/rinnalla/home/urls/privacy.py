"""A copy of everything, erasing everything, and what both bring with them."""

from django.urls import path

from rinnalla.home.views import privacy

urlpatterns = [
    path("my/copy/", privacy.copy, name="my-copy"),
    path("my/erasure/", privacy.erasure, name="my-erasure"),
    path("my/erasure/take-back/", privacy.take_back, name="my-erasure-take-back"),
    path("my/request/<code:code>/keep/", privacy.keep_ask, name="my-ask-keep"),
    path("my/partings/<code:code>/", privacy.parting, name="my-parting"),
]
