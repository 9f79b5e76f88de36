"""The pair's own pages: who we are, what we agreed, looking back, pausing, parting."""

from django.urls import path

from rinnalla.home.views.pair import agreeing, parting, walking

OURS = "my/companionship/<code:code>/"
urlpatterns = [
    path(OURS, walking.companionship, name="companionship"),
    path(f"{OURS}show/", walking.show, name="companionship-show"),
    path(f"{OURS}contacts/", walking.contacts, name="contact-note"),
    path(f"{OURS}contacts/<code:contact>/remove/", walking.remove, name="contact-remove"),
    path(f"{OURS}pause/", walking.pause, name="companionship-pause"),
    path(f"{OURS}go-on/", walking.go_on, name="companionship-go-on"),
    path(f"{OURS}agreement/", agreeing.newest, name="agreement"),
    path(f"{OURS}agreement/write/", agreeing.write, name="agreement-write"),
    path(f"{OURS}agreement/<int:version>/", agreeing.agreement, name="agreement"),
    path(f"{OURS}agreement/<int:version>/sign/", agreeing.sign, name="agreement-sign"),
    path(f"{OURS}review/", agreeing.review, name="review"),
    path(f"{OURS}look-again/", agreeing.look_again, name="companionship-look-again"),
    path(f"{OURS}end/", parting.end, name="companionship-end"),
    path(f"{OURS}change/", parting.change, name="companionship-change"),
    path(f"{OURS}next/", parting.next_step, name="next-step"),
    path(f"{OURS}next/again/", parting.again, name="next-step-again"),
    path(f"{OURS}next/later/", parting.later, name="next-step-later"),
]
