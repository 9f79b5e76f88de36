"""A page of docs/ of which a tool writes a part: the words stand by hand, and between the marks the tables of today."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def start() -> None:
    """Django, with the settings of whoever runs the tool."""
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rinnalla.config.settings")
    import django

    django.setup()


class Page:
    """docs/`name`.md, written by tools/`name`.py; `tables` gives what stands between the marks."""

    def __init__(self, name: str, tables: Callable[[], str]):
        self.name, self.tables = name, tables
        self.file = ROOT / "docs" / f"{name}.md"
        self.begin, self.end = f"<!-- from here on written by tools/{name}.py -->", "<!-- to here -->"

    def fresh(self) -> str:
        """The file as it ought to stand."""
        before, _mark, rest = self.file.read_text(encoding="utf-8").partition(self.begin)
        after = rest.partition(self.end)[2]
        return f"{before}{self.begin}\n{self.tables()}\n\n{self.end}{after}"

    @property
    def is_stale(self) -> bool:
        return self.file.read_text(encoding="utf-8") != self.fresh()

    def main(self, arguments: list[str]) -> None:
        """Write it anew; with the word "check" only say whether it is stale, and end with 1 when it is."""
        start()
        if arguments != ["check"]:
            self.file.write_text(self.fresh(), encoding="utf-8")
            return
        name = f"docs/{self.name}.md"
        print(f"{name} is stale: python tools/{self.name}.py" if self.is_stale else f"{name} holds.")
        raise SystemExit(self.is_stale)
