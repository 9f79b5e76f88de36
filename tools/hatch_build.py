"""Compiles the messages into the package as it is built; refuses a wheel without collected static files."""

import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Assets(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict) -> None:
        sys.path.insert(0, str(Path(self.root) / "tools"))
        import messages

        messages.compile_all()
        manifest = Path(self.root) / "src" / "rinnalla" / "collected" / "staticfiles.json"
        if version != "editable" and not manifest.exists():
            raise SystemExit("Static files are not collected; build with `make wheel`.")
