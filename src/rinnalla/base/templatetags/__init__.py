"""Template parts every room may use; `parts` is loaded in every template by the settings."""
