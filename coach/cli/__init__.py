"""How people reach it from a terminal: thin commands."""
