"""Each request tells PostgreSQL for whom it works, in the one transaction that answers it (R35, docs/adr/0012)."""

from collections.abc import Callable
from contextlib import ExitStack

from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import roles_of
from rinnalla.base.sentences import Sentences
from rinnalla.boundary import scope
from rinnalla.boundary.scope import Scope


class Wall:
    """Middleware, for PostgreSQL. Stands outside every page, and inside what waits (people.middleware.EvenPace)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        if connection.vendor != "postgresql":
            raise MiddlewareNotUsed("SQLite is for one association, and has no second lock")
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            with scope.system("sign-in"), scope.request():  # what waits for the commit is done in this scope too
                return self._answer(request)
        except OperationalError as error:  # no database, or none that can commit; nothing was changed
            answer = Sentences(self.get_response).process_exception(request, error)
            if answer is None:
                raise
            return answer

    def _answer(self, request: HttpRequest) -> HttpResponse:
        with scope.given(scope_of(request.user)), ExitStack() as until_answered:
            request.wall = until_answered  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Pages of the sign-in library find a person by what they know or hold, before it is known who they are."""
        if view.__module__.startswith("allauth."):
            request.wall.enter_context(scope.system("sign-in"))


def scope_of(person) -> Scope:
    """Whose rows `person` may touch: their own, and those of the associations where they work now."""
    if not person.is_authenticated:
        return scope.NOBODY
    roles = roles_of(person)
    return Scope(
        person=str(person.pk),
        code=person.code,
        coordinates=scope.array(r.association_id for r in roles if r.association_id and r.kind == RoleKind.COORDINATOR),
        works_in=scope.array(role.association_id for role in roles if role.association_id),
        union=scope.array(role.kind for role in roles if not role.association_id),
    )
