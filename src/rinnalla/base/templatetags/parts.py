"""Page parts in Python: form keys, days in words, waiting in words. Built into every template by the settings.

Days are formatted here and not by Django's `date` filter: two localized dates a row were half the cost of a list page.
"""

import secrets
from datetime import date, datetime
from functools import lru_cache

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from rinnalla.base import clock, codes

register = template.Library()

WEEKDAYS = {
    "fi": ("ma", "ti", "ke", "to", "pe", "la", "su"),
    "sv": ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
HOURS = {"fi": "{0} klo {1}.{2:02}", "sv": "{0} kl. {1}.{2:02}", "en": "{0} at {1}:{2:02}"}


def _language() -> str:
    spoken = (get_language() or "fi")[:2]
    return spoken if spoken in WEEKDAYS else "fi"


@lru_cache(maxsize=4096)
def day_in_words(moment: date, language: str) -> str:
    """ti 24.11.2026 · tis 24.11.2026 · Tue 24 Nov 2026"""
    weekday = WEEKDAYS[language][moment.weekday()]
    if language == "en":
        return f"{weekday} {moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    return f"{weekday} {moment.day}.{moment.month}.{moment.year}"


def _as_day(value: date | datetime) -> date:
    return clock.local_day(value) if isinstance(value, datetime) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """A date, or the Helsinki day of an aware moment, in the reader's language; nothing for nothing."""
    return day_in_words(_as_day(value), _language()) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """An aware moment as Helsinki day and hour: "ti 24.11.2026 klo 14.05"."""
    if not value:
        return ""
    local, language = value.astimezone(clock.HELSINKI), _language()
    return HOURS[language].format(day_in_words(local.date(), language), local.hour, local.minute)


@register.filter
def days_since(value: date | datetime | None) -> int:
    """Whole local days since `value`; never below 0."""
    return max(0, (clock.today() - _as_day(value)).days) if value else 0


@register.filter
def waited(value: date | datetime | None) -> str:
    """How long someone has waited, in words: "came today", "waited 6 days"."""
    if not value:
        return ""
    count = days_since(value)
    if count == 0:
        return gettext("came today")
    return ngettext("waited %(count)d day", "waited %(count)d days", count) % {"count": count}


@register.filter
def grouped(code: str) -> str:
    """A code in groups for reading aloud: K7M4-2QXP."""
    return codes.grouped(code or "")


@register.simple_tag
def once() -> SafeString:
    """A hidden fresh key, so that a form sent twice is done once."""
    return format_html('<input type="hidden" name="once" value="{}">', secrets.token_urlsafe(18))


@register.simple_tag(takes_context=True)
def heading_again(context: template.Context) -> str:
    """The words of the page's `heading` block, for its <title>; a page then says them once."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block("heading") if blocks else None
    return " ".join(strip_tags(block.render(context)).split()) if block else ""


@register.filter
def beside(headings: list, cells: list) -> list[tuple]:
    """Each heading with its cell, for a table that becomes cards."""
    return list(zip(headings, cells, strict=True))
