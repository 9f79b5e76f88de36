"""Blind index: finds an exact e-mail address or phone number without keeping it in the clear.

Never for names, topics or places: they have so few values that an index could be read back by trying.
"""

import hmac
import unicodedata

from rinnalla.vault.derive import expand
from rinnalla.vault.keyring import keyring


def index(column: str, value: str) -> str:
    """64 hex letters for `value` in `column` ("people.email"); the same for any case and outer spaces."""
    tidy = unicodedata.normalize("NFKC", value).strip().casefold()
    key = expand(keyring().subkey("blind index"), column)
    return hmac.digest(key, tidy.encode("utf-8", "surrogatepass"), "sha256").hex()
