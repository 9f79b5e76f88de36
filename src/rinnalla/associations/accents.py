"""The accents as colours, and whether text in one can be read on every ground (WCAG 2.2, 1.4.3)."""

from django.utils.translation import gettext as _

from rinnalla.base.errors import RuleBroken

GROUNDS = {"light": ("#f8f4ec", "#fffdf9", "#efe8da"), "dark": ("#141d1c", "#1d2927", "#253330")}
COLOURS = {  # accent -> its colour on light and on dark; tests/associations compares them with the style sheet
    "": ("#17595a", "#8ed3c7"),
    "lake": ("#1f5180", "#9ccbf2"),
    "heather": ("#6b3f73", "#dcb3e3"),
    "rowan": ("#933a2b", "#f5b5a4"),
    "moss": ("#4a5b1d", "#c5d78d"),
}
READABLE = 4.5


def check(accent: str) -> None:
    """Raises RuleBroken for an accent that is not known, or whose text could not be read on some ground."""
    if accent not in COLOURS:
        raise RuleBroken(_("This colour is not among those to choose from. Choose another one."))
    light, dark = COLOURS[accent]
    pairs = [(light, ground) for ground in GROUNDS["light"]] + [(dark, ground) for ground in GROUNDS["dark"]]
    if any(contrast(colour, ground) < READABLE for colour, ground in pairs):
        raise RuleBroken(_("Text in this colour would be hard to read. Choose a deeper one."))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (#rrggbb), 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
