"""A voice-guided audio coach for giving a massage at home."""
