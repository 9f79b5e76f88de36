"""What something sealed was made from, so that it is known when it no longer says what the two now tell."""

from hashlib import sha256

from rinnalla.asks.models import Ask
from rinnalla.supporters.models import Supporter


def drawn_from(ask: Ask, supporter: Supporter | None) -> str:
    """A digest of the sealed bytes of both: it changes whenever either is sealed anew, and tells nothing else."""
    digest = sha256()
    for blob in (ask.story, ask.wishes, supporter.experience if supporter else None):
        digest.update(sha256(bytes(blob or b"")).digest())
    return digest.hexdigest()
