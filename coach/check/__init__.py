"""Is it as planned: checks of plans and of finished files."""
