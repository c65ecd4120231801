"""Pages as PDF, by WeasyPrint, which is an extra: everything else works without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coach.errors import UsageError
from coach.output.atomic import Draft


def ready() -> Any:  # noqa: ANN401 - a library without types
    """Return the library that makes PDF; raise UsageError with the way to get it."""
    try:
        import weasyprint
    except ImportError as error:
        raise UsageError(
            'A card as PDF needs one more package. Type: pip install "massage-coach[pdf]"; or write HTML'
            " (-o card.html), which any browser prints or saves as PDF."
        ) from error
    except OSError as error:  # the package is there, but a library of the system that it loads is not
        raise UsageError(
            f"WeasyPrint cannot work here: {str(error).splitlines()[0]} On Debian type: apt install"
            " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; or write HTML (-o card.html)."
        ) from error
    return weasyprint


def write_pdf(path: Path, page: str, *, force: bool = False) -> None:
    """Write an HTML document as a PDF with its headings as bookmarks, whole or not at all.

    Nothing is fetched for it. Raises WriteError, and UsageError without the library.
    """
    library = ready()
    data: bytes = library.HTML(string=page, url_fetcher=_nothing).write_pdf()
    with Draft(path, force=force, needs=len(data)) as draft:
        with draft.refusing():
            draft.path.write_bytes(data)
        draft.sync()
        draft.place()


def _nothing(url: str, **_: object) -> Any:  # noqa: ANN401
    raise ValueError(f"a card fetches nothing, not even {url}")
