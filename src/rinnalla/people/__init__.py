"""A person: signing in, language, ways to be reached, consents, and an answer half written."""
