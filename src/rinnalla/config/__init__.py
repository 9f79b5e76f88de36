"""Settings, addresses and the command line; knows every room and is known by none."""
