"""Unguessable codes: for addresses that people can see, and short ones that can be read aloud on the phone."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_code(length: int = 16) -> str:
    """A random code of `length` characters, 5 bits each; 16 gives 80 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def tidy(typed: str) -> str:
    """What a person typed or heard, as the code it was meant to be: case, spaces, hyphens and lookalikes forgiven."""
    kept = "".join(letter for letter in typed.upper() if letter.isalnum() and letter.isascii())
    return kept.translate(_LOOKALIKES)


def grouped(code: str, size: int = 4) -> str:
    """`code` in groups for reading aloud: K7M4-2QXP."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))
