"""Every act and every sealed field has words for the person concerned, in three languages (R38)."""

import pytest
from django.apps import apps
from django.utils import translation

from rinnalla.ledger.actions import ACTIONS
from rinnalla.ledger.choices import Purpose
from rinnalla.people.looks import FIELDS, FIELDS_OF, ROLES
from rinnalla.vault.fields import Sealed


def sealed_names() -> set[str]:
    models = [one for one in apps.get_models() if one.__module__.startswith("rinnalla.")]
    return {field.name for one in models for field in one._meta.local_fields if isinstance(field, Sealed)}


def test_every_sealed_field_has_words():
    assert sorted(sealed_names() - FIELDS.keys()) == []
    known = {(one._meta.label_lower, field.name) for one in apps.get_models() for field in one._meta.local_fields}
    assert FIELDS_OF.keys() <= known


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_act_field_role_and_purpose_is_told_in_every_language(language):
    sentences = [
        *ACTIONS.values(),
        *FIELDS.values(),
        *FIELDS_OF.values(),
        *ROLES.values(),
        *(one.label for one in Purpose),
    ]
    with translation.override("en"):
        english = [str(one) for one in sentences]
    with translation.override(language):
        told = [str(one) for one in sentences]
    assert [one for one, other in zip(english, told, strict=True) if one == other] == []
