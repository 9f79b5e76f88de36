"""Requests for a peer, at the desk."""

from django.urls import path

from rinnalla.desk.views import asks, asks_acts, asks_cards, asks_new, calling, why_not

urlpatterns = [
    path("requests/", asks.everyone, name="desk-asks"),
    path("requests/new/", asks_new.new, name="desk-ask-new"),
    path("requests/new/done/", asks_new.done, name="desk-ask-done"),
    path("requests/<code:code>/", asks.one, name="desk-ask"),
    path("requests/<code:code>/care/", asks_acts.claim, name="desk-ask-claim"),
    path("requests/<code:code>/take-over/", asks_acts.take_over, name="desk-ask-take-over"),
    path("requests/<code:code>/promise/", asks_acts.promise, name="desk-ask-promise"),
    path("requests/<code:code>/word/", asks_acts.word_given, name="desk-ask-word"),
    path("requests/<code:code>/change/<slug:key>/", asks_acts.change, name="desk-ask-change"),
    path("requests/<code:code>/hand-over/", asks_acts.hand_over, name="desk-ask-hand-over"),
    path("requests/<code:code>/signpost/", asks_acts.signpost, name="desk-ask-signpost"),
    path("requests/<code:code>/withdraw/", asks_acts.withdraw, name="desk-ask-withdraw"),
    path("requests/<code:code>/look/", asks_cards.look, name="desk-ask-look"),
    path("requests/<code:code>/cards/", asks_cards.cards, name="desk-ask-cards"),
    path("requests/<code:code>/cards/<str:card>/ask/", asks_cards.choose, name="desk-ask-choose"),
    path("requests/<code:code>/why-not/", why_not.why_not, name="desk-ask-why-not"),
    path("requests/<code:code>/take-back/", asks_cards.take_back, name="desk-ask-take-back"),
    path("call-wishes/<code:code>/", calling.one, name="desk-call-wish"),
    path("call-wishes/<code:code>/take/", calling.claim, name="desk-call-wish-claim"),
    path("call-wishes/<code:code>/reached/", calling.reached, name="desk-call-wish-reached"),
    path("call-wishes/<code:code>/not-reached/", calling.not_reached, name="desk-call-wish-not-reached"),
]
