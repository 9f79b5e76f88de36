"""Imports wait until they are asked for: this file is read before Django is set up."""

import pytest


@pytest.fixture
def kirsti():
    from tests import cast

    return cast.kirsti()


@pytest.fixture
def met(kirsti):
    """Aino and Pekka have said yes to each other."""
    from tests.companionships import pairs

    return pairs.introduced(kirsti=kirsti)


@pytest.fixture
def pair(kirsti):
    """Aino and Pekka walk together."""
    from tests.companionships import pairs

    return pairs.walking(kirsti=kirsti)
