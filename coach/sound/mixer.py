"""The mixer's vocabulary; see the module's functions below for the rendering itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.float32]
"""A stretch of sound: shape (channels, frames), float32, within -1 to 1, at 48 kHz."""
