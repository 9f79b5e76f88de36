"""What is kept can be read before one agrees to it: from both consents and from each association (GDPR art. 13)."""

import pytest

from rinnalla.home import noticing
from rinnalla.privacy.notices.words import Role
from tests import cast, visiting
from tests.village import Village

pytestmark = pytest.mark.django_db


@pytest.fixture
def association():
    cast.union()
    return cast.association()


def test_an_association_where_one_lives_shows_its_notices(client, association):
    page = client.get("/find/?place=Jyväskylä").content.decode()
    for role in Role:
        assert f'href="/privacy/{role.value}/{association.code}/"' in page


@pytest.mark.parametrize(
    ("road", "address", "role"),
    [
        ("ask", "/ask/question/consent/", "seeker"),
        ("apply", "/volunteer/apply/question/consent/", "supporter"),
    ],
)
def test_both_consents_lead_to_the_notice_of_the_association(association, road, address, role):
    client = visiting.browser(Village(things={"association": association.code}), "nobody", road)
    page = client.get(address)
    assert page.status_code == 200
    assert f'href="/privacy/{role}/{association.code}/"' in page.content.decode()


def test_without_an_association_all_notices_are_shown():
    assert noticing.url_of(None, Role.SEEKER) == "/privacy/"
