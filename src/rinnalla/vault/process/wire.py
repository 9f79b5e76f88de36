"""What goes over the socket: a length of four bytes, then JSON in UTF-8; bytes stand in it as base64.

Nothing longer than LONGEST is read, so a broken client cannot fill the memory of the keyring.
"""

import json
import socket
import struct
from base64 import b64decode, b64encode
from typing import Any

LONGEST = 4_000_000  # bytes of one message
MOST = 5000  # codes in one question
LENGTH = struct.Struct(">I")


class Garbled(Exception):
    """What came is not a message of ours, or was cut short."""


def send(line: socket.socket, message: dict[str, Any]) -> None:
    told = json.dumps(message, separators=(",", ":")).encode()
    if len(told) > LONGEST:
        raise Garbled(f"a message of {len(told)} bytes")
    line.sendall(LENGTH.pack(len(told)) + told)


def receive(line: socket.socket) -> dict[str, Any] | None:
    """The next message; None when the other side closed between two. Raises Garbled for anything else."""
    head = _exactly(line, LENGTH.size)
    if not head:
        return None
    (length,) = LENGTH.unpack(head)
    if length > LONGEST:
        raise Garbled(f"a message of {length} bytes")
    body = _exactly(line, length)
    if len(body) != length:
        raise Garbled("a message cut short")
    return read(body)


def read(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise Garbled("not JSON") from None
    if not isinstance(message, dict):
        raise Garbled("not an object")
    return message


def _exactly(line: socket.socket, count: int) -> bytes:
    """`count` bytes; nothing when the other side closed before the first. Raises Garbled when it closed within."""
    parts, got = [], 0
    while got < count:
        part = line.recv(min(count - got, 65536))
        if not part:
            if got:
                raise Garbled("a message cut short")
            return b""
        parts.append(part)
        got += len(part)
    return b"".join(parts)


def wrap(some: bytes) -> str:
    return b64encode(some).decode()


def unwrap(words: Any) -> bytes:
    if not isinstance(words, str):
        raise Garbled("bytes are base64")
    try:
        return b64decode(words, validate=True)
    except ValueError:
        raise Garbled("bytes are base64") from None
