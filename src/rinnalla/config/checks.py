"""What must be true of an installation before it may start."""

from django.conf import settings
from django.core.checks import Error, register
from django.db import Error as DatabaseError
from django.db import connection


@register("database", deploy=False)
def sqlite_is_for_one_association(app_configs=None, databases=None, **kwargs):
    """SQLite has no second lock on the wall between associations, so a union needs PostgreSQL (security)."""
    if not databases or connection.vendor != "sqlite" or settings.DEBUG or settings.DEMO:
        return []
    from rinnalla.associations.models import Association

    try:
        count = Association.objects.count()
    except DatabaseError:  # no tables yet: the very first migration runs these checks too
        return []
    if count <= 1:
        return []
    return [
        Error(
            f"{count} associations share one SQLite file.",
            hint="Move to PostgreSQL by setting DATABASE_URL; SQLite is for one association, or for the demo.",
            id="rinnalla.E001",
        )
    ]


@register
def people_are_told_whom_to_complain_to(app_configs=None, **kwargs):
    """Notices name the supervisory authority of the country (GDPR art. 13(2)(d)); without one nothing starts."""
    from rinnalla.privacy.notices import authority

    if words := authority.trouble():
        columns = ",".join(authority.Authority._fields)
        hint = f"RINNALLA_COUNTRY names a country; RINNALLA_AUTHORITIES a CSV file with {columns} in its first line."
        return [Error(words, hint=hint, id="rinnalla.E002")]
    return []
