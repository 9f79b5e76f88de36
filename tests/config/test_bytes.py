"""Where a request ends is found in one way only, so that nobody hides a second one inside the first (ASVS 4.2.1)."""

import socket
import subprocess
import sys
import time

import pytest

APP = """
def application(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
"""
SERVE = """
import sys
from granian import Granian
from granian.log import LogLevels
Granian("app:application", address="127.0.0.1", port=int(sys.argv[1]), interface="wsgi", workers=1,
        blocking_threads=1, websockets=False, log_level=LogLevels.warning).serve()
"""
SECOND = b"GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"
TWICE = [
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x\r\n\r\n",
]


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The server that `rinnalla serve` starts, before an application of four lines."""
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "app.py").write_text(APP)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(number)], cwd=folder)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", number), 1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield number
    server.terminate()
    server.wait(15)


def _answered(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(sent)
        line.settimeout(1)
        heard = b""
        try:
            while more := line.recv(65536):
                heard += more
        except TimeoutError:
            pass  # it waits for the next request: what was sent has been answered
    return heard


def test_two_plain_requests_get_two_answers(port):
    assert _answered(port, SECOND + SECOND).count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize("first", TWICE)
def test_a_request_whose_end_is_in_doubt_hides_no_other(port, first):
    """It is refused, or its end is an error: what follows is never taken for a request of its own."""
    assert _answered(port, first + SECOND).count(b"HTTP/1.1 200") <= 1


def test_with_both_lengths_the_chunks_decide_and_nothing_after_them_is_heard(port):
    """RFC 9112, 6.3: such a connection is closed after its answer."""
    both = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    heard = _answered(port, both + SECOND)
    assert heard.count(b"HTTP/1.1 200") <= 1 and b"connection: close" in heard.lower()
