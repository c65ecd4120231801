"""What does it look like: the body in outline, the areas a routine works, and the way of the hands."""

from coach.drawing.sleeve import cover

__all__ = ["cover"]
