"""Who says it: voices, the worker they run in, the cache of clips."""
