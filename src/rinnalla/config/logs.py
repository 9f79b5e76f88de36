"""The service's log: one line of JSON for each event, in UTC, with the id of its request (docs/adr/0021)."""

import json
import logging
from datetime import UTC, datetime

from rinnalla.vault.decision import request_id


class Lines(logging.Formatter):
    """A line break inside an event is written as \\n, so nobody can write a line of their own.

    Paths are left out, since some carry a secret (a calendar's address, an invitation): the page's name says where.
    """

    def format(self, record: logging.LogRecord) -> str:
        facts = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "name": record.name,
            "request": request_id.get(),
            "words": without_path(record),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            facts["fault"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in facts.items() if value != ""})


def without_path(record: logging.LogRecord) -> str:
    """What the record says; where Django tells a path, the name of the page stands in its place."""
    request = getattr(record, "request", None)
    if request is None or not hasattr(request, "path"):
        return record.getMessage()
    paths = {request.path, request.path_info, request.get_full_path()}
    args = record.args if isinstance(record.args, tuple) else (record.args,)
    told = tuple(page_of(request) if arg in paths else arg for arg in args if arg is not None)
    return str(record.msg) % told if told else str(record.msg)


def page_of(request) -> str:
    match = getattr(request, "resolver_match", None)
    return (match.view_name or "a page without a name") if match else "no page of ours"


def for_server() -> dict:
    """For the web server's own lines, which begin before a request is ours. It writes no line for a request."""
    handler = {"class": "logging.StreamHandler", "formatter": "lines"}
    return {
        "formatters": {"lines": {"()": f"{__name__}.Lines"}},
        "handlers": {"console": handler},
        "loggers": {"_granian": {"handlers": ["console"], "level": "INFO", "propagate": False}},
    }
