"""Letters that say nothing but that there is something to read: an outbox, one worker, three languages; a call where there is no e-mail."""
