"""Choosing: the seeker's cards, and the question to the supporter."""

from django.urls import path

from rinnalla.home.views import choosing

urlpatterns = [
    path("my/cards/", choosing.cards, name="my-cards"),
    path("my/cards/<code:code>/choose/", choosing.choose, name="card-choose"),
    path("my/cards/<code:code>/others/", choosing.others, name="cards-others"),
    path("my/cards/<code:code>/leave/", choosing.leave, name="cards-leave"),
    path("my/cards/<code:code>/take-back/", choosing.take_back, name="proposal-take-back"),
    path("my/proposals/", choosing.proposals, name="my-proposals"),
    path("my/proposals/<code:code>/", choosing.proposal, name="proposal"),
    path("my/proposals/<code:code>/accept/", choosing.accept, name="proposal-accept"),
    path("my/proposals/<code:code>/decline/", choosing.decline, name="proposal-decline"),
]
