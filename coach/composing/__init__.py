"""Composing: areas, minutes and wishes become a routine made of technique cards, in a sensible order."""
