"""`rinnalla demo`: a Finnish union to look at, kept in a folder of its own and never mixed with real people."""

import gc
import hashlib
import os
import shutil
import sys
from pathlib import Path

OWN_FILES = ("rinnalla.sqlite3", "keyring.sqlite3", "root.key", "secret.key", "mail", "filled")
NOT_FOR_DEMO = ("DATABASE_URL", "RINNALLA_KEYRING", "RINNALLA_ROOT_KEY", "RINNALLA_MAIL", "RINNALLA_SECRET_KEY")


def demo(*, port: int, fresh: bool) -> int:
    """Fill the demo union when it is new, print how to sign in as whom, and serve it on this machine alone."""
    home = (Path(os.environ.get("RINNALLA_HOME", "var")) / "demo").resolve()
    _choose_settings(home, port)
    if fresh or not _is_filled(home):
        _clear(home)
        _fill(home)
    else:
        _start(home)
    _tell(home, port)
    from rinnalla.config import serving

    return serving.serve("127.0.0.1", port, workers=1, quiet=True)


def _choose_settings(home: Path, port: int) -> None:
    """Whatever this machine serves for real must not leak into the demo, nor the demo into it."""
    for name in NOT_FOR_DEMO:
        os.environ.pop(name, None)
    os.environ["RINNALLA_DEMO"] = "1"
    os.environ["RINNALLA_HOME"] = str(home)
    os.environ["RINNALLA_ADDRESS"] = f"http://127.0.0.1:{port}"


def _start(home: Path) -> None:
    from rinnalla.config import cli, starting

    starting.make_folder()
    cli.start_django()


def _fill(home: Path) -> None:
    from django.core.management import call_command
    from django.db import connection
    from tqdm import tqdm

    print("Making the demo union; this takes a moment …", flush=True)
    _start(home)
    from rinnalla.config import starting

    starting.make_root_key()
    call_command("migrate", verbosity=0, interactive=False)
    from rinnalla.config.demo import DAYS_TOLD, fill

    with connection.cursor() as cursor:  # nothing is lost if the machine stops now: the demo is made anew
        cursor.execute("PRAGMA synchronous=OFF")
    gc.disable()  # nothing of the telling goes round in circles, and looking for it takes a second in twenty
    with tqdm(total=DAYS_TOLD, unit=" days", disable=not sys.stderr.isatty()) as bar:
        fill(bar.update)
    gc.enable()
    (home / "filled").write_text(_version())


def _version() -> str:
    """Changes when the tables or the demo's own people change, so that an old demo is not shown by new code."""
    package = Path(__file__).resolve().parent.parent
    files = sorted([*package.glob("*/migrations/0*.py"), *package.glob("config/demo*"), *package.glob("config/demo/*")])
    whole = hashlib.sha256()
    for file in files:
        if file.is_file():
            whole.update(file.read_bytes())
    return whole.hexdigest()


def _is_filled(home: Path) -> bool:
    stamp = home / "filled"
    return stamp.exists() and stamp.read_text() == _version()


def _clear(home: Path) -> None:
    """Only what the demo made itself is removed."""
    for name in OWN_FILES:
        for path in home.glob(f"{name}*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _tell(home: Path, port: int) -> None:
    from rinnalla.config.demo import sign_ins

    print(f"\nRinnalla's demo union is at http://127.0.0.1:{port}\n")
    print("Sign in as one of these by opening the address under the name:")
    for role, name, _address, url in sign_ins():
        whole = url if url.startswith("http") else f"http://127.0.0.1:{port}{url}"
        print(f"  {name}, {role['en']}\n    {whole}")
    print(f"\nOutgoing letters are put into {home / 'mail'}")
    print("Stop with Ctrl-C.\n", flush=True)
