"""The keyring as a process of its own, over a Unix socket: `server` there, `client` in every process of the service."""
