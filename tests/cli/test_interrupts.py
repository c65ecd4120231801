"""Once asks, twice insists: the first call to end is heard in peace, a second Ctrl-C ends at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CALLED = """
import os, signal, sys
from coach.cli.interrupts import patience
with patience() as patient:
    patient.rescue = [lambda: print("rescued", flush=True)]
    try:
        os.kill(os.getpid(), getattr(signal, sys.argv[1]))
        print("not heard", flush=True)
    except KeyboardInterrupt:
        print("first", flush=True)
        os.kill(os.getpid(), signal.SIGTERM)
        print("still there", flush=True)
        os.kill(os.getpid(), signal.SIGINT)
        print("not left", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize("first", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_first_call_is_heard_and_a_second_ctrl_c_leaves_at_once(first: str) -> None:
    done = subprocess.run([sys.executable, "-c", CALLED, first], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.split("\n") == ["first", "still there", "rescued", ""]
    assert done.returncode == 130
    assert done.stderr == ""
