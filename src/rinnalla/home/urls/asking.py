"""Asking for a peer, the referrer's door, and one's own request."""

from django.urls import path

from rinnalla.home.views import calling
from rinnalla.home.views.asking import mine, refer, road, start

urlpatterns = [
    path("ask/", start.start, name="ask-start"),
    path("ask/code/", start.saved, name="ask-saved"),
    path("ask/code/new/", start.new_code, name="ask-new-code"),
    path("ask/go-on/", start.resume, name="ask-resume"),
    path("ask/continue/<str:code>/", start.go_on, name="ask-continue"),
    path("ask/discard/", start.discard, name="ask-discard"),
    path("ask/place/", road.place_suggest, name="place-suggest"),
    path("ask/check/", road.check, name="ask-check"),
    path("ask/send/", road.send, name="ask-send"),
    path("ask/sent/", road.sent, name="ask-sent"),
    path("ask/question/<slug:key>/", road.question, name="ask-question"),
    path("call-me/", calling.call_me, name="call-me"),
    path("call-me/sent/<str:where>/", calling.sent, name="call-me-sent"),
    path("refer/", refer.refer, name="refer"),
    path("refer/card/", refer.card, name="refer-card"),
    path("refer/contact/", refer.contact, name="refer-contact"),
    path("refer/sent/<str:where>/", refer.sent, name="refer-sent"),
    path("my/request/", mine.newest, name="my-ask"),
    path("my/request/<code:code>/", mine.one, name="my-ask"),
    path("my/request/<code:code>/change/<slug:key>/", mine.change, name="my-ask-change"),
    path("my/request/<code:code>/withdraw/", mine.withdraw, name="my-ask-withdraw"),
]
