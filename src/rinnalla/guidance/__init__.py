"""Care for supporters: a named guide, guidance meetings, thanks, the wished rhythm, their own reflection (R10, R13)."""
