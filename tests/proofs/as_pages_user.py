"""Kirsti opens every address, in a process whose only way to the database is the pages' own user; prints what is wrong.

Run by test_roles.py, which has had the roles made by the real command. Nothing is kept: the whole is one transaction.
"""

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from rinnalla.boundary import scope  # noqa: E402
from tests import addresses, village  # noqa: E402

NAME = "kirsti"


def main() -> None:
    setup_test_environment()
    settings.STAFF_QUESTION = ""
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.WHITENOISE_AUTOREFRESH = False
    column = village.EVERYONE.index(NAME)
    with transaction.atomic():
        with scope.system("operator"):
            built = village.build()
        addresses.signed_in = behind(addresses.signed_in)
        opened = 0
        for row, _verb, answer in addresses.each_answer(built, NAME, lambda row, verb: verb == "get"):
            opened += 1
            if answer.status_code != row.get[column]:
                print(f"WRONG {row.route}: {answer.status_code}")
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, session_user")
            print(f"opened {opened} as {cursor.fetchone()}")
        transaction.set_rollback(True)


def behind(sign_in):
    """Signing in by hand writes a session and a person's row, which no scope is told for outside a request."""

    def signed_in(person):
        with scope.system("operator"):
            return sign_in(person)

    return signed_in


if __name__ == "__main__":
    main()
