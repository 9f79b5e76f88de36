"""Bringing in what associations keep today: spreadsheets of supporters and of requests (docs/importing.md).

The way of a file: `reading` opens it safely → `headings` knows its columns → `cells` and `lookup` read what stands in
them → `rows` says of each row what it would become → `planning` looks at who is known already → `bringing` writes all
of it in one transaction, or nothing.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO


def run_from_command_line(
    paths: Sequence[Path], association: str, confirm: bool = False, out: TextIO | None = None
) -> int:
    """`rinnalla import`: tell what would happen, and with `confirm` (or a yes at the keyboard) do it.

    association   its code, or its name in any language
    Returns       0 when all went well, 1 when a person has something to mend
    """
    from rinnalla.desk.importing import command

    return command.run(paths, association, confirm=confirm, out=out)
