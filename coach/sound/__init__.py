"""How it sounds: chimes, mixer, limiter, loudness."""
