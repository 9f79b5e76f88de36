"""What every page may show of the union."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from rinnalla.associations.models import Union


def union(request: HttpRequest) -> dict[str, Any]:
    """`union`: asked for once a request, and only by a page that shows it; as good as None before there is one."""
    if not hasattr(request, "_union"):
        request._union = SimpleLazyObject(Union.get)  # type: ignore[attr-defined]
    return {"union": request._union}  # type: ignore[attr-defined]
