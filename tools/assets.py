"""Compiled messages and collected static files, made when something they come from is newer.

python tools/assets.py [--fresh]
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import messages

COLLECTED = messages.PACKAGE / "collected"
MANIFEST = COLLECTED / "staticfiles.json"


def sources() -> list[Path]:
    """What the collected files come from: our static folders, and the list of installed libraries."""
    ours = [file for file in messages.PACKAGE.glob("*/static/**/*") if file.is_file()]
    return [*ours, messages.ROOT / "requirements" / "run.lock"]


def is_collected() -> bool:
    return MANIFEST.exists() and all(file.stat().st_mtime <= MANIFEST.stat().st_mtime for file in sources())


def collect() -> None:
    """Collect into src/rinnalla/collected, with names that carry their content and compressed copies."""
    shutil.rmtree(COLLECTED, ignore_errors=True)
    sys.path.insert(0, str(messages.PACKAGE.parent))
    os.environ["DJANGO_SETTINGS_MODULE"] = "rinnalla.config.settings"
    os.environ.setdefault("RINNALLA_SECRET_KEY", "only-to-collect-static-files")
    with tempfile.TemporaryDirectory() as home:
        os.environ["RINNALLA_HOME"] = home
        import django
        from django.core.management import call_command

        django.setup()
        call_command("collectstatic", interactive=False, verbosity=0)


def main(fresh: bool) -> None:
    messages.compile_all(fresh=fresh)
    if fresh or not is_collected():
        collect()


if __name__ == "__main__":
    main("--fresh" in sys.argv)
