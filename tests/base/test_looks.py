"""The style sheet keeps its promises: small, and readable in both lights and every accent."""

import re
from pathlib import Path

import pytest

import rinnalla.base

STATIC = Path(rinnalla.base.__file__).parent / "static" / "base"
SHEET = (STATIC / "rinnalla.css").read_text()
TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")


def _tokens(selector: str) -> dict[str, tuple[str, str]]:
    block = SHEET.split(selector + " {", 1)[1].split("\n}", 1)[0]
    return {name: (light, dark) for name, light, dark in TOKEN.findall(block)}


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast of two #rrggbb colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


SPRUCE = _tokens(":root")
ACCENTS = {name: SPRUCE | _tokens(f'[data-accent="{name}"]') for name in ("lake", "heather", "rowan", "moss")}
ACCENTS["spruce"] = SPRUCE
GROUNDS = ("ground", "surface", "sunk")
TEXT_ON = [(ink, ground) for ink in ("ink", "soft", "accent", "accent-deep", "alarm", "warm") for ground in GROUNDS]
TEXT_ON += [("on-accent", "accent"), ("on-accent", "accent-deep"), ("accent-deep", "accent-wash")]
TEXT_ON += [("ink", "accent-wash"), ("soft", "accent-wash"), ("ink", "warm-wash"), ("alarm", "alarm-wash")]
SHAPE_ON = [(shape, ground) for shape in ("focus", "edge", "accent", "alarm") for ground in GROUNDS]
SHAPE_ON += [("focus", "accent-wash"), ("focus", "warm-wash")]


@pytest.mark.parametrize("accent", sorted(ACCENTS))
@pytest.mark.parametrize("light", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground(accent, light):
    tokens = ACCENTS[accent]
    poor = [pair for pair in TEXT_ON if contrast(tokens[pair[0]][light], tokens[pair[1]][light]) < 4.5]
    assert poor == []


@pytest.mark.parametrize("accent", sorted(ACCENTS))
@pytest.mark.parametrize("light", [0, 1], ids=["light", "dark"])
def test_edges_and_the_focus_ring_can_be_seen(accent, light):
    tokens = ACCENTS[accent]
    poor = [pair for pair in SHAPE_ON if contrast(tokens[pair[0]][light], tokens[pair[1]][light]) < 3]
    assert poor == []


def test_the_sheet_is_one_file_under_20_kib():
    assert [path.name for path in STATIC.glob("*.css")] == ["rinnalla.css"]
    assert len(SHEET.encode()) < 20 * 1024


def test_the_script_is_under_3_kib():
    assert len((STATIC / "rinnalla.js").read_bytes()) < 3 * 1024


def test_the_sheet_uses_rem_and_logical_sides():
    assert re.findall(r"(?:margin|padding|border)-(?:left|right|top|bottom)|text-align: (?:left|right)", SHEET) == []
    assert "font-size: 1" in SHEET
    assert re.findall(r"font-size: [\d.]+px", SHEET) == []


def test_no_text_is_smaller_than_one_rem():
    sizes = [float(size) for size in re.findall(r"font(?:-size)?:[^;{}]*?([\d.]+)rem", SHEET)]
    assert min(sizes) >= 1
