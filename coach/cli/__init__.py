"""How people reach it from a terminal: thin commands."""

import os

# Nothing here multiplies matrices; a thread for each processor would be started for it all the same.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
