"""Consoles of Windows: they obey the signs that move a cursor and give colours only after being asked."""

from __future__ import annotations

from typing import Any

OUTPUT = -11
"""How Windows calls standard output."""

STEERED = 0x0004
"""The mode in which a console obeys; Windows 10 and later have it."""


def steerable(kernel: Any = None) -> bool:  # noqa: ANN401 - a library of the system, without types
    """Ask the console of standard output to obey, and return whether it does.

    ``kernel`` is the library that is asked, that of Windows if none is given. False where there is none.
    """
    import ctypes

    kernel = kernel or _kernel()
    if kernel is None:
        return False
    handle = kernel.GetStdHandle(OUTPUT)
    mode = ctypes.c_uint32()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False  # no console
    if mode.value & STEERED:
        return True
    return bool(kernel.SetConsoleMode(handle, mode.value | STEERED))


def _kernel() -> Any:  # noqa: ANN401 - as above
    import ctypes

    library = getattr(ctypes, "WinDLL", None)
    if library is None:
        return None
    kernel = library("kernel32")
    kernel.GetStdHandle.restype = ctypes.c_void_p  # a handle is as wide as a pointer
    kernel.GetConsoleMode.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    kernel.SetConsoleMode.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    return kernel


__all__ = ["steerable"]
