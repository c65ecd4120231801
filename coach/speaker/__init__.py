"""Where can it be heard: outlets for live sound, each in a process of its own."""
