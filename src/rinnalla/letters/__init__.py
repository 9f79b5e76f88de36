"""Letters that say only that there is something to read: an outbox, a worker, three languages; or a call."""
