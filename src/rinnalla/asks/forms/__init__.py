"""The questions of a request, one form each; the same for who writes alone and for who is written down on the phone."""
