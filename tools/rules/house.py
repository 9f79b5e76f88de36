"""What the rules of house.yaml find, and what they let pass: `semgrep --test` reads the marks."""


def macs(event, mac):
    # ruleid: mac-compared-by-equality
    same = mac == event.expected_mac([])
    # ok: mac-compared-by-equality
    return same and hmac.compare_digest(mac, event.expected_mac([]))


def rows(cursor, head, name):
    # ruleid: row-locked-past-the-turn
    head.objects.select_for_update().get()
    # ok: row-locked-past-the-turn
    turn(head)
    # ruleid: words-into-sql
    cursor.execute("SELECT 1 FROM person WHERE name = '%s'" % name)
    # ok: words-into-sql
    cursor.execute("SELECT 1 FROM person WHERE name = %s", [name])


def times():
    # ruleid: clock-of-its-own
    datetime.now()
    # ok: clock-of-its-own
    return clock.now()


def programs():
    # ruleid: program-through-a-shell
    subprocess.run("pg_dump rinnalla", shell=True)
    # ok: program-through-a-shell
    subprocess.run(["pg_dump", "rinnalla"])


def chances(codes):
    # ruleid: chance-that-can-be-guessed
    random.choice(codes)
    # ok: chance-that-can-be-guessed
    return secrets.choice(codes)
