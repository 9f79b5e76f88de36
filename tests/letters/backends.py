"""Mail servers that fail in the ways real ones do."""

import threading

from django.core.mail.backends.base import BaseEmailBackend

sent: list = []
lock = threading.Lock()


class Recording(BaseEmailBackend):
    """Takes every letter; safe for several threads."""

    def send_messages(self, messages):
        with lock:
            sent.extend(messages)
        return len(messages)


class Down(BaseEmailBackend):
    """Nobody answers."""

    def open(self):
        raise ConnectionRefusedError("no server at aino@example.org")

    def send_messages(self, messages):
        self.open()


class Refusing(BaseEmailBackend):
    """Takes every letter but those to one address."""

    def send_messages(self, messages):
        if any("aino" in message.to[0] for message in messages):
            raise OSError("550 unknown mailbox")
        sent.extend(messages)
        return len(messages)


class Killed(BaseEmailBackend):
    """The machine stops when the letter is already out."""

    def send_messages(self, messages):
        sent.extend(messages)
        raise KeyboardInterrupt
