"""Forms that speak to a person: what to do, no blame. Every form of the product extends `PlainForm`."""

import unicodedata
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_HIDDEN_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffd")
_ON_SCREEN_CONTROLS = frozenset("\n\r\t")

ANSWER = _("Answer this question.")
CHOOSE_ONE = _("Choose one of the answers.")
CHOOSE_SOME = _("Choose at least one of the answers.")
TICK = _("Tick this box to go on.")
UNSEEN_MARKS = _("There are marks here that do not show on the screen. Write this again by hand instead of pasting it.")
WORDS: dict[str, Any] = {
    "null_characters_not_allowed": UNSEEN_MARKS,
    "max_length": _("Make this shorter: at most %(limit_value)d characters. Now there are %(show_value)d."),
    "min_length": _("Write a little more: at least %(limit_value)d characters."),
    "max_value": _("Give a number that is at most %(limit_value)s."),
    "min_value": _("Give a number that is at least %(limit_value)s."),
    "invalid_choice": CHOOSE_ONE,
    "invalid_list": CHOOSE_SOME,
    "invalid_pk_value": CHOOSE_SOME,
    "empty": _("The file is empty. Choose another one."),
}
INVALID: list[tuple[type[forms.Field], Any]] = [  # the most particular type first
    (forms.EmailField, _("Write the e-mail address like this: name@example.fi")),
    (forms.IntegerField, _("Write a whole number in digits, for example 12.")),
    (forms.DateTimeField, _("Write the day and the time like this: 24.11.2026 14.30")),
    (forms.DateField, _("Write the day like this: 24.11.2026")),
    (forms.TimeField, _("Write the time like this: 14.30")),
    (forms.URLField, _("Write the web address like this: https://example.fi")),
]
REQUIRED: list[tuple[type[forms.Field], Any]] = [
    (forms.FileField, _("Choose a file.")),
    (forms.MultipleChoiceField, CHOOSE_SOME),
    (forms.ModelMultipleChoiceField, CHOOSE_SOME),
    (forms.ChoiceField, CHOOSE_ONE),
    (forms.ModelChoiceField, CHOOSE_ONE),
    (forms.BooleanField, TICK),
]


def only_seen_marks(text: Any) -> None:
    """Validator: refuse controls, lone surrogates, and marks that turn the direction of writing."""
    if not isinstance(text, str) or (text.isascii() and text.isprintable()) or "\0" in text:
        return  # Django's own validator answers for NUL
    for letter in text:
        unseen = letter not in _ON_SCREEN_CONTROLS and unicodedata.category(letter) in ("Cc", "Cs")
        if unseen or letter in _HIDDEN_MARKS:
            raise ValidationError(UNSEEN_MARKS, code="unseen_marks")


def _for(field: forms.Field, table: list[tuple[type[forms.Field], Any]], otherwise: Any) -> Any:
    return next((sentence for kind, sentence in table if isinstance(field, kind)), otherwise)


def _own_words(field: forms.Field) -> None:
    """Give `field` our sentences in place of Django's, but leave those its form has written itself."""
    standard: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        standard |= getattr(kind, "default_error_messages", {})
    ours = WORDS | {"required": _for(field, REQUIRED, ANSWER), "invalid": _for(field, INVALID, ANSWER)}
    for code, sentence in ours.items():
        if code not in field.error_messages or field.error_messages[code] is standard.get(code):
            field.error_messages[code] = sentence


class PlainForm(forms.Form):
    """A form in the programme's tone.

    why   field name -> why it is asked and who reads it; shown beside the question
    """

    use_required_attribute = False
    why: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, sentence in self.why.items():
            if name in self.fields:
                self.fields[name].why = sentence  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        if self.is_bound:
            for field in self.fields.values():
                _own_words(field)
                if isinstance(field, forms.CharField) and only_seen_marks not in field.validators:
                    field.validators.insert(0, only_seen_marks)
        super().full_clean()


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of a day and a time, in Helsinki time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class CodeInput(forms.TextInput):
    """A short code: no spelling help, no capitals of the keyboard's own."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        own = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code"}
        super().__init__(own | (attrs or {}))


class LongText(forms.Textarea):
    """Own words, on several lines."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"rows": 6} | (attrs or {}))
