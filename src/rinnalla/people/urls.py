"""Addresses about oneself. Stands before the sign-in library's own, so that what it must not offer is closed here."""

from django.urls import path, re_path

from rinnalla.people import passphrase_views, recovery_views, views

urlpatterns = [
    path("language/", views.set_language, name="language"),
    path("demo/<str:token>/", views.demo_sign_in, name="demo-sign-in"),
    path("my/details/", views.my_details, name="my-details"),
    path("my/details/key/", views.show_key, name="show-key"),
    path("my/passphrase/", passphrase_views.own, name="own-passphrase"),
    path("sign-in/passphrase/", passphrase_views.ask, name="passphrase"),
    path("my/kept/", views.kept_words, name="kept"),
    path("sign-in/login/", views.sign_in, name="account_login"),
    path("sign-in/login/code/", views.ask_code, name="account_request_login_code"),
    path("sign-in/logout/", views.sign_out, name="account_logout"),
    path("sign-in/lost/", recovery_views.lost, name="recovery"),
    path("sign-in/lost/stop/<str:token>/", recovery_views.stop, name="recovery-stop"),
    path("sign-in/lost/new/<str:token>/", recovery_views.link, name="recovery-link"),
    path("my/sign-ins/", recovery_views.where, name="sign-ins"),
    path("my/sign-ins/end/", recovery_views.end_others, name="sign-ins-end"),
    re_path(r"^sign-in/(?P<page>signup|email|confirm-email|password)/", views.closed),
]
