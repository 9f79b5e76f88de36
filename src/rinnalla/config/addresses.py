"""What may stand in an address: a code is sixteen of the letters that codes are made of, anything else is none."""

from django.urls import register_converter

from rinnalla.base.codes import ALPHABET


class Code:
    """The path converter `<code:…>`, so that no view and no database ever meets a code of another shape."""

    regex = f"[{ALPHABET}]{{16}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Code, "code")
