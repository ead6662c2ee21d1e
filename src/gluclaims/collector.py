"""Python's garbage collector while lexicons, models and facts are built.

They stay as long as the process, and are some hundred thousand objects. The collector would go through them again and
again while they are made, and once more with each of its full rounds afterwards.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def building() -> Iterator[None]:
    """Stop the collector within, and keep what is there at the end out of its later rounds (``gc.freeze``)."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if running:
            gc.enable()


def collect_earlier() -> None:
    """Collect what was kept out of the collector's rounds and is not needed any more: an earlier pipeline, say."""
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
