"""What a batch folder says about itself: ``manifest.json``, and a journal of finished shards while it is under way.

The manifest is written at the start (what is to be done, with what) and at the end (what was done). In between each
finished shard adds one line to ``journal.jsonl``. A shard counts as finished when its line stands there; whatever
else a kill leaves behind is done again.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from gluclaims.errors import ConfigError, GluclaimsError
from gluclaims.writing.shards import OutputError, replace_file

MANIFEST, JOURNAL, LOCK = "manifest.json", "journal.jsonl", ".lock"
#: Raised when the layout of a batch folder changes.
FORMAT = "gluclaims-batch/1"
_OURS = re.compile(r"\.?(shard-\d+\.(jsonl|jsonl\.gz|parquet)|manifest\.json|journal\.jsonl)(\.tmp)?|\.lock")


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted about a shard or a whole batch."""

    records: int = 0
    errors: int = 0
    words: int = 0
    claims: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.records + other.records,
            self.errors + other.errors,
            self.words + other.words,
            self.claims + other.claims,
        )


@dataclass(frozen=True, slots=True)
class ShardEntry:
    """One finished shard."""

    number: int
    name: str
    bytes: int
    sha256: str
    counts: Counts
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as manifest and journal hold it."""
        end = {"bytes": self.bytes, "sha256": self.sha256, "seconds": self.seconds}
        return {"number": self.number, "name": self.name} | asdict(self.counts) | end

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        counts = Counts(*(int(raw[key]) for key in ("records", "errors", "words", "claims")))
        return cls(int(raw["number"]), raw["name"], int(raw["bytes"]), raw["sha256"], counts, float(raw["seconds"]))


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of ``manifest.json``.

    Attributes
    ----------
    state : str
        ``running``, ``stopped`` or ``finished``.
    stamp : dict
        Versions and content hash of the pipeline, as records hold them.
    options : dict
        What decides the output: format, shard size, text field ...
    inputs : dict
        Names and fingerprint.
    versions : dict
        Of Python and of the packages that do the work.
    runs : tuple of dict
        When each run began, how long it took, with how many workers.
    shards : tuple of ShardEntry
        All of them, once finished.
    """

    state: str
    stamp: Mapping[str, str]
    options: Mapping[str, Any]
    inputs: Mapping[str, Any]
    versions: Mapping[str, str]
    runs: tuple[Mapping[str, Any], ...] = ()
    shards: tuple[ShardEntry, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def counts(self) -> Counts:
        """The sum over the shards."""
        return sum((shard.counts for shard in self.shards), Counts())

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "format": FORMAT, "state": self.state, "pipeline": dict(self.stamp), "versions": dict(self.versions),
            "options": dict(self.options), "inputs": dict(self.inputs), "counts": asdict(self.counts),
            "runs": [dict(run) for run in self.runs], "notes": list(self.notes),
            "shards": [shard.to_dict() for shard in self.shards],
        }  # fmt: skip

    def differences(
        self, stamp: Mapping[str, str] | None, options: Mapping[str, Any], inputs: Mapping[str, Any]
    ) -> str:
        """Return in words what is not as it was, empty where everything is; a stamp of None is not compared."""
        said: list[str] = []
        for key, value in options.items():
            if self.options.get(key) != value:
                said.append(f"the option {key} was {_shown(self.options.get(key))} and is {_shown(value)}")
        if self.inputs.get("sha256") != inputs.get("sha256"):
            said.append(
                f"the input has changed (it was {self.inputs.get('files')} files, {self.inputs.get('bytes'):,} bytes; "
                f"it is {inputs.get('files')} of {inputs.get('bytes'):,})"
            )
        if stamp is not None and dict(self.stamp) != dict(stamp):
            keys = [key for key in {**self.stamp, **stamp} if self.stamp.get(key) != stamp.get(key)]
            said.append("the model, lexicons or facts have changed (" + ", ".join(
                f"{key} was {str(self.stamp.get(key))[:20]} and is {str(stamp.get(key))[:20]}" for key in keys
            ) + ")")  # fmt: skip
        return "; ".join(said)


def _shown(value: object) -> str:
    return json.dumps(value)


class Folder:
    """A batch's output folder.

    Parameters
    ----------
    path : Path
        Made where there is none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder and keep other batches out of it; the system opens the lock when this process ends.

        Raises
        ------
        OutputError
            If it cannot be made or written to.
        ConfigError
            If another process works in it, or it holds something else than a batch.
        """
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            strange = [file.name for file in self.path.iterdir() if not _OURS.fullmatch(file.name)]
        if strange:
            raise ConfigError(
                f"{self.path} holds files that are not a batch's ({printable(strange[0])}); name a new or empty folder"
            )
        with writing(self.path):
            handle = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                import fcntl
            except ImportError:  # Windows
                pass
            else:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise ConfigError(f"another batch is writing to {self.path}; wait for it or stop it") from None
                except OSError:  # a file system without locks
                    pass
            yield
        finally:
            os.close(handle)

    def clear(self) -> None:
        """Remove everything that a batch wrote; nothing else is touched."""
        with writing(self.path):
            # The manifest goes last: a folder without one is not taken for a finished batch.
            for file in sorted(self.path.iterdir(), key=lambda f: f.name == MANIFEST):
                if _OURS.fullmatch(file.name) and file.name != LOCK:
                    file.unlink()

    def load(self) -> Manifest | None:
        """Return the manifest with the finished shards, None in a new folder.

        Raises
        ------
        ConfigError
            If the manifest cannot be read.
        """
        path = self.path / MANIFEST
        try:
            raw = json.loads(path.read_text("utf-8"))
            if raw.get("format") != FORMAT:
                raise ValueError(f"its format is {raw.get('format')!r}, not {FORMAT!r}")
            manifest = Manifest(
                raw["state"], raw["pipeline"], raw["options"], raw["inputs"], raw["versions"], tuple(raw["runs"]),
                tuple(ShardEntry.from_dict(s) for s in raw["shards"]), tuple(raw["notes"]),
            )  # fmt: skip
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigError(f"{path} is damaged ({error}); begin anew with --restart") from None
        found = {shard.number: shard for shard in (*manifest.shards, *self._journal())}
        whole = tuple(found[number] for number in sorted(found) if self._stands(found[number]))
        if len(whole) < len(found) and manifest.state == "finished":
            manifest = replace(manifest, state="running")
        return replace(manifest, shards=whole)

    def _stands(self, shard: ShardEntry) -> bool:
        try:
            return (self.path / shard.name).stat().st_size == shard.bytes
        except OSError:
            return False

    def _journal(self) -> Iterator[ShardEntry]:
        try:
            lines = (self.path / JOURNAL).read_bytes().splitlines()
        except FileNotFoundError:
            return
        for line in lines:
            with suppress(ValueError, KeyError, TypeError):  # a line that a kill cut short
                yield ShardEntry.from_dict(json.loads(line))

    def begin(self, manifest: Manifest) -> None:
        """Write manifest and journal of a batch that begins or goes on; remove what a kill left half done."""
        self.tidy(journal=False)
        with writing(self.path):
            # The journal first: it holds what the manifest of a finished batch held.
            replace_file(self.path / JOURNAL, b"".join(_line(shard) for shard in manifest.shards))
            replace_file(self.path / MANIFEST, _text(replace(manifest, shards=())))

    def note(self, shard: ShardEntry) -> None:
        """Add a finished shard to the journal."""
        with writing(self.path), (self.path / JOURNAL).open("ab") as file:
            file.write(_line(shard))
            file.flush()
            os.fsync(file.fileno())

    def end(self, manifest: Manifest) -> None:
        """Write the manifest of a batch that stops or is finished."""
        finished = manifest.state == "finished"
        with writing(self.path):
            replace_file(self.path / MANIFEST, _text(manifest if finished else replace(manifest, shards=())))
        if finished:
            self.tidy()

    def tidy(self, *, journal: bool = True) -> None:
        """Remove what a kill left half done, and the journal, which a finished batch has in its manifest."""
        with writing(self.path):
            for file in self.path.iterdir():
                if (file.name.endswith(".tmp") and _OURS.fullmatch(file.name)) or (journal and file.name == JOURNAL):
                    file.unlink()


def _line(shard: ShardEntry) -> bytes:
    return json.dumps(shard.to_dict()).encode() + b"\n"


def _text(manifest: Manifest) -> bytes:
    return json.dumps(manifest.to_dict(), indent=1).encode() + b"\n"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the system says about a write into an `OutputError` that says what stands."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        what = f"{printable(str(path))} can't be written: {reason}"
        raise OutputError(f"{what}; finished shards stand, and the same command goes on from them") from None
    except GluclaimsError:
        raise
    except Exception as error:
        import sys

        arrow = sys.modules.get("pyarrow")
        if arrow is not None and isinstance(error, arrow.ArrowException):
            raise OutputError(f"{printable(str(path))} can't be written: {error}") from None
        raise


def printable(text: str) -> str:
    """Return text that a terminal shows and does not obey: control characters are written as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)
