"""The keyring goes away in the middle of a seeker's page: a calm page, a wish to be called, and the desk calls back."""

from django.urls import reverse

from rinnalla.asks.models import Ask, CallWish
from rinnalla.associations import facts
from rinnalla.ledger import reading
from rinnalla.vault import keyring as rings
from rinnalla.vault import letterbox
from tests import cast
from tests.journeys.steps import answer, follow, go, is_at, press, send


def test_someone_asks_to_be_called_while_nothing_opens_and_a_request_comes_of_the_call(visitor, settings):
    facts.load()
    cast.union()
    association, kirsti, aino = cast.association(), cast.kirsti(), cast.aino()
    ask = cast.ask(aino)
    letterbox.public_key()
    own = visitor(aino, java_script_enabled=False)
    go(own, "my-ask-change", ask.code, "words")
    answer(own, {"own_words": "Nukun taas."})

    before = settings.KEYRING
    rings.forget()
    settings.KEYRING, settings.KEYRING_SOCKET = "process", "/nonexistent/s"
    send(own)
    assert own.locator("h1").count() == 1
    assert own.locator('input[name="own_words"]').input_value() == "Nukun taas."
    assert "Nukun" not in own.locator("body").inner_text()
    page = visitor(language="sv")
    assert page.goto(reverse("ask-start")).status == 200
    follow(page, "call-me")
    told = {"called": "Soili", "phone": "040 111 9999", "time_of_day": "evening", "place": "Jyväskylä", "agreed": "on"}
    send(answer(page, told))
    assert is_at(page, "call-me-sent", association.code)
    assert page.get_by_text(association.sv or association.fi).count()

    rings.forget()
    settings.KEYRING = before
    send(own)  # the same press once more, from the page that waited
    assert is_at(own, "my-ask", ask.code)
    assert reading.opened(ask_again(ask), "story", by=aino, purpose="own").story["own_words"] == "Nukun taas."

    desk, wish = visitor(kirsti), CallWish.objects.get()
    assert (wish.language, wish.time_of_day) == ("sv", "evening")
    go(desk, "desk")
    assert "Soili" not in desk.locator("body").inner_text()
    follow(desk, "desk-call-wish", wish.code)
    press(desk, "desk-call-wish-claim", wish.code)
    assert "Soili" in desk.locator("main").inner_text()
    follow(desk, "desk-ask-new")
    assert desk.locator("#id_reach-called").input_value() == "Soili"
    assert desk.locator("#id_reach-phone").input_value() == "+358401119999"
    go(desk, "desk-call-wish", wish.code)
    press(desk, "desk-call-wish-not-reached", wish.code)
    assert is_at(desk, "desk")
    wish.refresh_from_db()
    assert (wish.stage, wish.caller) == ("unreached", None)


def ask_again(ask: Ask) -> Ask:
    return Ask.objects.select_related("person").get(pk=ask.pk)
