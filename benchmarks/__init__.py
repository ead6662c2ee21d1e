"""Measurements that can be repeated, one command each."""

#: For Matplotlib's ``savefig``: the same drawing gives the same file, whenever and by whichever version.
NO_METADATA: dict[str, None] = dict.fromkeys(("Creator", "Date", "Format", "Type"))
