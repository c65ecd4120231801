"""When it happens: fitting, wording and placing. Pure: lengths of speech come in as a function."""
