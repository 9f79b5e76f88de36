"""Where sign-in letters of these tests land: `settings.SIGN_IN_LETTER` names this in place of the room of letters."""

LETTERS: list = []  # of (person, code)


def keep(person, code: str) -> None:
    LETTERS.append((person, code))


ABOUT_KEYS: list = []  # of (person, what, address)


def keep_recovery(person, what: str, address: str) -> None:
    ABOUT_KEYS.append((person, what, address))
