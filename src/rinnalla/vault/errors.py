"""What the keyring says when it cannot be used."""

from rinnalla.base.errors import RuleBroken


class Closed(RuleBroken):
    """The keyring cannot be used: away, no root key, a root key others can read, or one that does not fit."""

    status = 503
