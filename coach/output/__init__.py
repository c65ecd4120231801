"""Where it goes: encoders, tags, captions, files and speakers."""
