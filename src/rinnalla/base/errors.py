"""Errors that speak to a person. Each carries one translated sentence, shown as it is."""


class RuleBroken(Exception):
    """A rule of the programme says no; the sentence says why and what to do."""

    status = 409

    def __init__(self, sentence):
        super().__init__(sentence)
        self.sentence = sentence


class Overtaken(RuleBroken):
    """Someone else changed the same thing first; nothing was changed by this person."""


class NotAllowed(RuleBroken):
    """A policy said no to a signed-in person about a thing they may know of."""

    status = 403


class Unreadable(RuleBroken):
    """A sealed value cannot be opened: its key is gone, or the blob was moved or altered."""

    status = 410
