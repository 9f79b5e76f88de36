"""Telephone numbers and e-mail addresses as people type them."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_SPACING = re.compile(r"[\s\u00a0\u2007\u202f().\-\u2010-\u2015/]+")
_TRUNK_AFTER_COUNTRY = re.compile(r"^(\+|00)(\d{1,3})\s*\(0\)")
SHORTEST, LONGEST = 7, 15  # digits with the country code; ITU-T E.164 allows fifteen


def tidy(text: str) -> str:
    """`text` as an international number: "040 123 4567" → "+358401234567". A number without a country is Finnish.

    Raises   ValidationError with a sentence that says what to do
    """
    typed = text.strip().translate({ord("\u202a"): None, ord("\u202c"): None, ord("\u200e"): None})
    if re.match(r"(?i)tel:", typed):
        typed = typed[4:]
    number = _SPACING.sub("", _TRUNK_AFTER_COUNTRY.sub(r"\1\2", typed))
    if number.startswith("00"):
        number = "+" + number[2:]
    elif number.startswith("0"):
        number = "+358" + number[1:]
    number = re.sub(r"^\+3580", "+358", number)
    if not re.fullmatch(r"\+[1-9][0-9]*", number) or not SHORTEST <= len(number) - 1 <= LONGEST:
        raise ValidationError(_("Write the telephone number in digits, for example 040 123 4567."), code="phone")
    return number


class PhoneField(forms.CharField):
    """A telephone number; gives it in the international form, or ""."""

    def __init__(self, **kwargs):
        kwargs.setdefault("error_messages", {"required": gettext_lazy("Write a telephone number.")})
        kwargs.setdefault("label", gettext_lazy("Telephone number"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        return tidy(value) if value else ""


class EmailField(forms.CharField):
    """An e-mail address; gives it as typed, without outer spaces."""

    def __init__(self, **kwargs):
        kwargs.setdefault("error_messages", {"required": gettext_lazy("Write your e-mail address.")})
        kwargs.setdefault("label", gettext_lazy("E-mail address"))
        attrs = {"type": "email", "autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(max_length=254, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value:
            try:
                validate_email(value)
            except ValidationError:
                sentence = _("Write the e-mail address in full, for example name@example.fi.")
                raise ValidationError(sentence, code="email") from None
        return value
