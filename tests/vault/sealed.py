"""Things to seal, without tables of their own."""

from django.db import models
from django.test.utils import isolate_apps

from rinnalla.base.codes import new_code
from rinnalla.vault.decision import UNRECORDED, Decision
from rinnalla.vault.fields import Owner, Sealed, SealedModel
from rinnalla.vault.keyring import keyring

with isolate_apps("rinnalla.vault"):

    class Letter(SealedModel):
        """One person's: a name (P2), a story and a wish (P3)."""

        code = models.CharField(max_length=16, default=new_code)
        owner = models.CharField(max_length=16)
        name = Sealed(grade="P2")
        story = Sealed(grade="P3")
        wish = Sealed(grade="P3")
        diary = Sealed(grade="P4")

        class Meta:
            app_label = "vault"

        def sealed_for(self):
            return Owner(self.owner)

    class Card(SealedModel):
        """The same columns in another table."""

        code = models.CharField(max_length=16, default=new_code)
        owner = models.CharField(max_length=16)
        story = Sealed(grade="P3")

        class Meta:
            app_label = "vault"

        def sealed_for(self):
            return Owner(self.owner)

    class Message(SealedModel):
        """What two people share."""

        code = models.CharField(max_length=16, default=new_code)
        first = models.CharField(max_length=16)
        second = models.CharField(max_length=16)
        key = models.BinaryField()
        words = Sealed(grade="P4")

        class Meta:
            app_label = "vault"

        def sealed_for(self):
            return Owner(self.first, self.second, shared=self.key)

    class Wish(SealedModel):
        """What lies in the letterbox: nobody's yet."""

        code = models.CharField(max_length=16, default=new_code)
        key = models.BinaryField()
        told = Sealed(grade="P2")

        class Meta:
            app_label = "vault"

        def sealed_for(self):
            return Owner(self.code, boxed=self.key)


def story(owner="AINO", text="Selkä on kipeä", **more):
    letter = Letter(owner=owner)
    letter.seal(story=text, **more)
    return letter


def keys_of(*codes, ring=None):
    """Their keys, with a decision for exactly them."""
    return (ring or keyring()).unwrap(codes, Decision.now(UNRECORDED, codes))
