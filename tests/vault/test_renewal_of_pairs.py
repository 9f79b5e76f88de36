"""What two people share stays readable to both while either, or both, get a new key; cut short anywhere (R23, R24)."""

from contextlib import suppress

import pytest

from rinnalla.companionships.models import Agreement, Companionship
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.vault import renewal
from rinnalla.vault.decision import ROTATION, Decision
from rinnalla.vault.keyring import WHOLE, keyring
from tests import cast
from tests.companionships import pairs
from tests.vault.sealed import keys_of
from tests.vault.test_renewal import PowerCut

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Companionship:
    return pairs.walking(kirsti=cast.kirsti())


def codes(pair) -> list[str]:
    return [pair.person.code, pair.supporter.person.code]


def words(pair):
    agreement = Agreement.objects.select_related("companionship__person", "companionship__supporter__person")
    one = agreement.filter(companionship=pair).order_by("-version").first()
    return reading.opened(one, "words", by=None, purpose=Purpose.PAIR).words


def wrapped(pair) -> tuple[bytes, bytes]:
    """The pair's key as it is wrapped, and what was sealed with it."""
    key = Companionship.objects.values_list("pair_key", flat=True).get(pk=pair.pk)
    return bytes(key), bytes(Agreement.objects.filter(companionship=pair).values_list("words", flat=True)[0])


def under_way(pair) -> list[str]:
    found = keyring().spares(codes(pair), Decision.now(ROTATION, codes(pair)))
    return sorted(code for code, rows in found.items() if any(one.grade == WHOLE for one in rows))


@pytest.mark.parametrize("who", [[0], [1], [0, 1]], ids=["the seeker", "the supporter", "both at once"])
def test_a_new_key_wraps_the_pairs_key_anew_and_changes_nothing_sealed_with_it(pair, who):
    before, told, keys = wrapped(pair), words(pair), keys_of(*codes(pair))
    chosen = [codes(pair)[number] for number in who]
    assert renewal.renew(chosen, rest=0) == len(chosen)
    after, now = wrapped(pair), keys_of(*codes(pair))
    assert after[0] != before[0]
    assert after[1] == before[1]
    assert {code for code in now if now[code] != keys[code]} == {*chosen}
    assert (words(pair), under_way(pair)) == (told, [])


def test_a_pair_of_others_is_left_as_it_is(pair):
    before = wrapped(pair)
    keyring().make("OLLI")
    assert renewal.renew(["OLLI"], rest=0) == 1
    assert wrapped(pair) == before


def _cut(monkeypatch, chosen, step) -> bool:
    """Whether the power went at this step; every question to the keyring and every row written is one."""
    taken = [0]

    def cutting(really):
        def act(*words, **more):
            taken[0] += 1
            if taken[0] == step:
                raise PowerCut
            return really(*words, **more)

        return act

    with monkeypatch.context() as patch:
        ring = type(keyring())
        for name in ("renew", "spares", "unwrap", "settle"):
            patch.setattr(ring, name, cutting(getattr(ring, name)))
        patch.setattr(renewal, "_put", cutting(renewal._put))
        with suppress(PowerCut):
            renewal.renew(chosen, rest=0)
            return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("who", [[0], [0, 1]], ids=["one", "both"])
def test_cut_short_at_each_step_both_read_on_and_the_next_time_finishes_it(pair, monkeypatch, who):
    told, chosen = words(pair), [codes(pair)[number] for number in who]
    step = 1
    while _cut(monkeypatch, chosen, step):
        assert words(pair) == told, f"after step {step}"
        assert renewal.renew(chosen, rest=0) <= len(chosen)
        assert (words(pair), under_way(pair)) == (told, []), f"finished after step {step}"
        step += 1
    assert step > 8


def test_one_change_cut_short_and_the_others_begun_and_ended_meanwhile(pair, monkeypatch):
    """The pair's key may be wrapped under an old key of one and a new one of the other."""
    told, (aino, pekka) = words(pair), codes(pair)
    keyring().renew([aino])
    assert words(pair) == told
    renewal.renew([pekka], rest=0)
    assert (words(pair), under_way(pair)) == (told, [aino])
    renewal.renew([aino], rest=0)
    assert (words(pair), under_way(pair)) == (told, [])


def test_where_one_of_the_two_was_erased_nothing_is_wrapped_anew(pair):
    aino, pekka = codes(pair)
    before = wrapped(pair)
    keyring().destroy(aino)
    assert renewal.renew([pekka], rest=0) == 1
    assert (wrapped(pair), under_way(pair)) == (before, [])
