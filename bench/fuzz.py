"""A million broken inputs for what reads bytes of others: sealed values, spreadsheets, mail that came back.

.venv/bin/python -m bench.fuzz [RUNS] [SEED] [NAME] …        of SHARES; all of them unless named

Each input is a good one with bytes changed, cut out, doubled or put in, and once in a while noise. A refusal by a
sentence is right; any other error is a crash. A changed sealed value that opens all the same is a forgery.
"""

import io
import random
import sys
import zipfile
from collections import Counter
from collections.abc import Callable

from bench import stage

stage.prepare()

from tqdm import tqdm  # noqa: E402

from rinnalla.associations import facts  # noqa: E402
from rinnalla.base.errors import RuleBroken, Unreadable  # noqa: E402
from rinnalla.desk.importing import headings, reading, rows, templates  # noqa: E402
from rinnalla.desk.importing.lookup import Lookup  # noqa: E402
from rinnalla.letters import bounces  # noqa: E402
from rinnalla.people.models import Identity, Person  # noqa: E402
from rinnalla.vault import opening  # noqa: E402
from tests.letters.test_bounces import returned  # noqa: E402

SHARES = {"sealed values": 60, "returned mail": 30, "csv": 8, "xlsx": 1, "inside an xlsx": 1}  # of a hundred runs
ODD = [b"\0", b"\xff\xfe", b"\xed\xa0\x80", "\u202e".encode(), b"=CMD()", b"\r\n\r\n", b'"', b";", b"--b1--", b"9" * 40]
Outcome = str


def mutated(good: bytes, chance: random.Random) -> bytes:
    """`good` with one to four changes; one time in fifty, noise of any length up to its own."""
    if chance.random() < 0.02:
        return chance.randbytes(chance.randint(0, len(good)))
    data = bytearray(good)
    for _change in range(chance.randint(1, 4)):
        at, length = chance.randint(0, len(data)), chance.randint(1, 12)
        match chance.randint(0, 4):
            case 0:
                data[at : at + 1] = chance.randbytes(1)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[max(0, at - length) : at]
            case 3:
                data[at:at] = chance.choice(ODD)
            case 4:
                del data[at:]
    return bytes(data)


def mutated_inside(good: bytes, chance: random.Random) -> bytes:
    """A workbook of which one part is changed and packed rightly again: what a checksum would have refused."""
    packed, target = zipfile.ZipFile(io.BytesIO(good)), io.BytesIO()
    names = packed.namelist()
    changed = chance.choice(names)
    with zipfile.ZipFile(target, "w") as anew:
        for name in names:
            part = packed.read(name)
            anew.writestr(name, mutated(part, chance) if name == changed else part)
    return target.getvalue()


def open_sealed() -> tuple[list[bytes], Callable[[bytes], Outcome]]:
    person = Person(language="fi")
    person.set_unusable_password()
    person.know_as(Identity(called="Aino", email="aino@example.org", phone="+358401234567"))
    person.save()
    good = bytes(person.identity)

    def run(data: bytes) -> Outcome:
        person.identity = data
        opening.open_many([person], ["identity"], purpose="own", actor=person.code)
        return "read" if data == good else "forged"

    return [good], run


def read_mail() -> tuple[list[bytes], Callable[[bytes], Outcome]]:
    goods = [returned("abcdefgh23456789", copy=copy) for copy in ("message/rfc822", "text/rfc822-headers")]
    return goods, lambda data: "read" if bounces.failed_letter(data) else "refused"


def read_list(form: str) -> tuple[list[bytes], Callable[[bytes], Outcome]]:
    lookup = Lookup.load()
    goods = [
        templates.template(kind, language, form).data
        for kind in ("supporters", "asks")
        for language in ("fi", "sv", "en")
    ]

    def run(data: bytes) -> Outcome:
        tables, _unknown = headings.tables(reading.read(f"list.{form}", data))
        for table in tables:
            for number, values in table.rows:
                rows.read(table.kind, table.name, number, values, lookup)
        return "read"

    return goods, run


def main(runs: int = 1_000_000, seed: int = 2026, *wanted: str) -> int:
    facts.load()
    workbooks = read_list("xlsx")
    targets = {
        "sealed values": (*open_sealed(), mutated),
        "returned mail": (*read_mail(), mutated),
        "csv": (*read_list("csv"), mutated),
        "xlsx": (*workbooks, mutated),
        "inside an xlsx": (*workbooks, mutated_inside),
    }
    wrong = 0
    for name in wanted or targets:
        goods, run, change = targets[name]
        chance, outcomes, crashes = random.Random(f"{seed} {name}"), Counter[str](), Counter[str]()
        for _number in tqdm(range(runs * SHARES[name] // 100), desc=name, disable=not sys.stderr.isatty()):
            try:
                outcomes[run(change(chance.choice(goods), chance))] += 1
            except (RuleBroken, Unreadable):
                outcomes["refused"] += 1
            except Exception as error:
                crashes[f"{type(error).__name__}: {error}"[:120]] += 1
        told = ", ".join(f"{outcome} {count:,}" for outcome, count in sorted(outcomes.items()))
        print(f"{name:14} {told}; crashes {sum(crashes.values())}", *crashes.most_common(5), sep="\n  ", flush=True)
        wrong += sum(crashes.values()) + outcomes["forged"]
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:3]), *sys.argv[3:]))
