"""The page of rules and limits is as forms and settings are today (ASVS 2.1.1 to 2.1.3)."""

from django import forms
from tools import limits


def test_the_page_is_not_older_than_the_forms():
    assert not limits.PAGE.is_stale, "python tools/limits.py"


def test_every_text_has_a_longest_length_or_a_shape_of_its_own():
    """V2.2.1: no question takes any number of words; a place's code is one of those we know."""
    endless = [
        f"{form.__qualname__}.{name}"
        for form in limits.every_form()
        for name, field in form.base_fields.items()
        if type(field) is forms.CharField and field.max_length is None and name != "code"
    ]
    assert endless == []


def test_the_page_knows_the_forms_of_every_room_that_has_some():
    told = limits.PAGE.file.read_text(encoding="utf-8")
    assert {form.__module__.split(".")[1] for form in limits.every_form()} >= {"asks", "desk", "home", "people"}
    assert [form.__qualname__ for form in limits.every_form() if f"| {form.__qualname__} |" not in told] == []
