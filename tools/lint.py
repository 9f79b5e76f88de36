"""Everything that can be said of the code without running it, all of it each time; what is to be mended at the end."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = {
    "form of the code": (BIN / "ruff", "check", "--quiet", "--output-format=concise", "."),
    "layout of the code": (BIN / "ruff", "format", "--check", "--quiet", "."),
    "types": (BIN / "mypy",),
    "dangerous habits": (BIN / "bandit", "-q", "-r", "src", "-c", "pyproject.toml"),
    "order of the rooms": (BIN / "lint-imports", "--no-logo"),
    "migrations": (sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"),
    "messages": (sys.executable, "tools/messages.py", "check"),
    "house rules": (sys.executable, "-m", "pytest", "-q", "tests/test_house.py"),
}


def main() -> int:
    to_mend = []
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "RINNALLA_HOME": home, "RINNALLA_SECRET_KEY": "only-to-look-at-the-code"}
        for name, command in CHECKS.items():
            print(f"--- {name}", flush=True)
            if subprocess.run(command, cwd=ROOT, env=environment).returncode:
                to_mend.append(name)
    print(f"To be mended: {', '.join(to_mend)}." if to_mend else "All is well.")
    return 1 if to_mend else 0


if __name__ == "__main__":
    raise SystemExit(main())
