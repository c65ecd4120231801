"""Who is in control: the player of a live session."""
