"""Signing in."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import RequestLoginCodeForm
from allauth.mfa.adapter import DefaultMFAAdapter


class Adapter(DefaultAccountAdapter):
    pass


class FactorAdapter(DefaultMFAAdapter):
    pass


class AskCodeForm(RequestLoginCodeForm):
    pass
