"""An OpenAPI description of the product for one person: its own addresses, and the forms its pages show to them.

Routes and their parts come from the URLconf. What stands in the parts, and which fields a page takes, is read off the
pages that the person can reach by links, so that a scanner begins with what is really there.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

PART = re.compile(r"<(?:\w+:)?(\w+)>")
SAME_ROUTE = 4  # so many things of one kind are enough
ANSWERS = ("200", "302", "304", "400", "403", "404", "405", "409", "410", "413", "429")
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")
LEAVES = ("leave", "account_logout", "language", "demo-sign-in")  # routes; a scanner that has left finds nothing more


@dataclass
class Form:
    """`action` is a whole address; `fields` name → a JSON schema of what may stand there."""

    action: str
    method: str
    fields: dict[str, dict] = field(default_factory=dict)


class Page(HTMLParser):
    """The links and the forms of a page at `address`."""

    def __init__(self, address: str):
        super().__init__()
        self.address, self.links, self.forms, self.choice = address, [], [], ""

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if tag == "a" and told.get("href"):
            self.links.append(urljoin(self.address, told["href"]))
        elif tag == "form":
            action = urljoin(self.address, told.get("action") or self.address)
            self.forms.append(Form(action, (told.get("method") or "get").lower()))
        elif self.forms and tag in ("input", "textarea", "select", "button") and told.get("name"):
            self._field(tag, told)
        elif self.forms and tag == "option" and self.choice:
            self._may_be(self.choice, told.get("value") or "")

    def _field(self, tag: str, told: dict) -> None:
        name, kind = told["name"], told.get("type", "text")
        self.choice = name if tag == "select" else ""
        if tag == "button" or kind in ("hidden", "radio", "checkbox", "submit"):
            self._may_be(name, told.get("value") or "on")
        else:
            schema = {"type": "string"}
            if told.get("maxlength"):
                schema["maxLength"] = int(told["maxlength"]) + 1  # one more than the form takes
            self.forms[-1].fields[name] = schema

    def _may_be(self, name: str, value: str) -> None:
        schema = self.forms[-1].fields.setdefault(name, {"type": "string", "enum": []})
        if "enum" in schema and value not in schema["enum"]:
            schema["enum"].append(value)


def read(address: str, cookie: str) -> tuple[int, str]:
    """Status and text of a page; what is no page has no text."""
    request = urllib.request.Request(address, headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            is_page = answer.headers.get_content_type() == "text/html"
            return answer.status, answer.read().decode() if is_page else ""
    except urllib.error.HTTPError as error:
        return error.code, ""


def walk(base: str, cookie: str) -> Iterator[Page]:
    """Every page that links lead to from the first, some of each kind."""
    waiting, known, of_route = [base + "/"], {base + "/"}, defaultdict(int)
    while waiting:
        address = waiting.pop(0)
        status, text = read(address, cookie)
        if status >= 500:
            raise SystemExit(f"{address} answered {status}.")
        page = Page(address)
        page.feed(text)
        yield page
        for link in page.links:
            plain = link.partition("#")[0]
            if plain in known or not plain.startswith(base):
                continue
            known.add(plain)
            route = route_of(plain)
            of_route[route] += 1
            if route and of_route[route] <= SAME_ROUTE:
                waiting.append(plain)


def route_of(address: str) -> str:
    """The route of the URLconf that answers, "" when none does or when it ends the sitting."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    return "" if found.url_name in LEAVES else found.route or "/"


def describe(base: str, cookie: str) -> dict:
    """The description for whoever has this cookie."""
    paths: dict[str, dict] = {}
    for page in walk(base, cookie):
        _enter(paths, page.address, "get", {})
        for form in page.forms:
            if form.action.startswith(base) and route_of(form.action):
                _enter(paths, form.action, form.method, form.fields)
    return {"openapi": "3.0.3", "info": {"title": "Rinnalla", "version": "1"}, "paths": paths}


def _enter(paths: dict, address: str, method: str, fields: dict[str, dict]) -> None:
    found = resolve(urlsplit(address).path)
    template, values = "/" + PART.sub(r"{\1}", found.route), found.captured_kwargs
    one = paths.setdefault(template, {}).setdefault(method, {"parameters": [], "responses": _responses()})
    for name, value in values.items():
        _parameter(one, name, "path", str(value))
    if method == "post":
        form = one.setdefault("requestBody", {"content": {"application/x-www-form-urlencoded": {"schema": _object()}}})
        schema = form["content"]["application/x-www-form-urlencoded"]["schema"]
        schema["properties"].update(fields)
        schema["required"] = sorted(set(schema["required"]) | ({"csrfmiddlewaretoken"} & fields.keys()))
    else:
        for name, schema in fields.items():
            _parameter(one, name, "query", schema=schema)


def _object() -> dict:
    return {"type": "object", "properties": {}, "required": []}


def _parameter(one: dict, name: str, place: str, value: str = "", schema: dict | None = None) -> None:
    """What was seen in this place, or anything at all: a scanner tries both."""
    known = next((p for p in one["parameters"] if (p["name"], p["in"]) == (name, place)), None)
    if known is None:
        known = {"name": name, "in": place, "required": place == "path", "schema": schema or {"type": "string"}}
        one["parameters"].append(known)
        if place == "path":
            known["schema"] = {"anyOf": [{"type": "string", "enum": []}, {"type": "string", "minLength": 1}]}
    if place == "path" and value not in (seen := known["schema"]["anyOf"][0]["enum"]):
        seen.append(value)


def _responses() -> dict:
    headers = {name: {"required": True, "schema": {"type": "string"}} for name in HEADERS}
    return {status: {"description": "", "headers": headers} for status in ANSWERS}
