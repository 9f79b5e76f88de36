"""Telephone numbers as people type them."""

import pytest
from django.core.exceptions import ValidationError

from rinnalla.people.phones import EmailField, PhoneField, tidy


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("040 123 4567", "+358401234567"),
        ("0401234567", "+358401234567"),
        ("040-123 4567", "+358401234567"),
        ("040/1234567", "+358401234567"),
        (" (014) 123 456 ", "+35814123456"),
        ("+358 40 123 4567", "+358401234567"),
        ("+358 (0)40-1234567", "+358401234567"),
        ("+358(0)401234567", "+358401234567"),
        ("00358 40 1234567", "+358401234567"),
        ("00358 (0)40 1234567", "+358401234567"),
        ("+358 040 1234567", "+358401234567"),
        ("tel:+358401234567", "+358401234567"),
        ("040\u00a0123\u00a04567", "+358401234567"),
        ("040\u2011123\u20114567", "+358401234567"),
        ("\u202a+358401234567\u202c", "+358401234567"),
        ("+46 70 123 45 67", "+46701234567"),
        ("+46 (0)70-123 45 67", "+46701234567"),
        ("0046701234567", "+46701234567"),
        ("+1 212 555 0123", "+12125550123"),
    ],
)
def test_the_number_is_made_international(typed, number):
    assert tidy(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["", "call me", "040 123 456x", "puh. 040 123 4567", "+", "00", "0", "12", "4", "040123456789012345", "+0401234567",
     "++358401234567", "٠٤٠١٢٣٤٥٦٧", "040 123 4567 tai 050 123 4567"],
)  # fmt: skip
def test_what_is_no_number_gets_a_sentence_with_an_example(typed):
    with pytest.raises(ValidationError) as refusal:
        tidy(typed)
    assert "040 123 4567" in refusal.value.message


def test_the_fields_give_what_they_take_and_an_empty_one_stays_empty():
    assert PhoneField(required=False).clean("") == ""
    assert PhoneField().clean("040 123 4567") == "+358401234567"
    assert EmailField(required=False).clean("") == ""
    assert EmailField().clean(" Aino@Example.org ") == "Aino@Example.org"


@pytest.mark.parametrize(
    "typed", ["aino", "aino@", "@example.org", "aino@example", "aino example@x.fi", "a" * 250 + "@x.fi"]
)
def test_what_is_no_address_is_told_how_to_write_one(typed):
    with pytest.raises(ValidationError):
        EmailField().clean(typed)
