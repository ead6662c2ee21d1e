"""Linear models over named features: NumPy inference, one file each, no pickle.

A model is a matrix of weights, one row a feature and one column a class. Many rows are judged at once: the weights of
all their features are gathered and summed. The file is an ``.npz`` archive of plain arrays and is the same to the byte
for the same weights.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gluclaims.errors import DataError

#: What a model sees of one thing: feature -> value. Absent features are 0.
Features = Mapping[str, float]
Floats = NDArray[np.float64]
FORMAT = 1


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights over named features.

    Attributes
    ----------
    classes : tuple of str
        What the columns stand for; one name for a regression.
    features : tuple of str
        What the rows stand for.
    weights : array of float32, features x classes
        Any temperature that calibrates the probabilities is in them.
    bias : array of float32
        One a class.
    meta : dict
        Whatever the trainer notes: data, seed, figures.
    """

    classes: tuple[str, ...]
    features: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    meta: Mapping[str, Any] = field(default_factory=dict)
    _index: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.weights.shape != (len(self.features), len(self.classes)) or self.bias.shape != (len(self.classes),):
            raise DataError(f"weights of shape {self.weights.shape} do not fit {len(self.features)} features")
        self._index.update((name, i) for i, name in enumerate(self.features))

    def scores(self, rows: Sequence[Features]) -> Floats:
        """Return the linear scores, rows x classes."""
        out: Floats = np.tile(self.bias.astype(np.float64), (len(rows), 1))
        sizes = np.fromiter(map(len, rows), np.int64, len(rows))
        count = int(sizes.sum())
        names = itertools.chain.from_iterable(rows)
        found = np.fromiter(map(self._index.get, names, itertools.repeat(-1)), np.int64, count)
        known = np.flatnonzero(found >= 0)
        if known.size:
            each = itertools.chain.from_iterable(row.values() for row in rows)
            values = np.fromiter(each, np.float64, count)[known]
            owners = np.repeat(np.arange(len(rows)), sizes)[known]
            terms = self.weights[found[known]].astype(np.float64) * values[:, None]
            starts = np.flatnonzero(np.diff(owners, prepend=-1))
            out[owners[starts]] += np.add.reduceat(terms, starts, axis=0)
        return out

    def probabilities(self, rows: Sequence[Features]) -> Floats:
        """Return the probability of each class, rows x classes."""
        return softmax(self.scores(rows))

    def predict(self, rows: Sequence[Features]) -> list[str]:
        """Return the most probable class of each row."""
        return [self.classes[i] for i in self.scores(rows).argmax(axis=1)] if rows else []

    def to_bytes(self) -> bytes:
        """Return the model as an ``.npz`` archive."""
        head = {"format": FORMAT, "classes": self.classes, "meta": self.meta}
        file = io.BytesIO()
        np.savez_compressed(
            file,
            head=_pack(json.dumps(head, ensure_ascii=False, sort_keys=True)),
            features=_pack("\n".join(self.features)),
            weights=self.weights,
            bias=self.bias,
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "model") -> LinearModel:
        """Load what `to_bytes` returned.

        Raises
        ------
        DataError
            If it is no such archive.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                head = json.loads(_unpack(arrays["head"]))
                features = _unpack(arrays["features"])
                weights, bias = arrays["weights"], arrays["bias"]
        except (OSError, ValueError, KeyError) as error:
            raise DataError(f"{name}: no model of ours: {error}") from None
        if head.get("format") != FORMAT:
            raise DataError(f"{name}: model format {head.get('format')!r} is not {FORMAT}; train the model again")
        names = tuple(features.split("\n")) if features else ()
        return cls(tuple(head["classes"]), names, weights, bias, head["meta"])

    def save(self, path: Path) -> None:
        """Write the model's file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.to_bytes())

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """Read a model's file.

        Raises
        ------
        DataError
            If there is none, or it is no model.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise DataError(f"{path}: {error.strerror}") from None
        return cls.from_bytes(data, str(path))


SETTINGS = "settings.json"


def save_models(folder: Path, models: Mapping[str, LinearModel], settings: Mapping[str, Any]) -> None:
    """Write the models and settings of a component into its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, model in models.items():
        model.save(folder / f"{name}.npz")
    text = json.dumps(settings, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / SETTINGS).write_text(text + "\n", "utf-8", newline="\n")


def load_models(folder: Path, names: Sequence[str]) -> tuple[dict[str, LinearModel], dict[str, Any]]:
    """Read what `save_models` wrote; nothing where the folder holds none.

    Raises
    ------
    DataError
        If a file is broken.
    """
    if not (folder / SETTINGS).exists():
        return {}, {}
    try:
        settings = json.loads((folder / SETTINGS).read_text("utf-8"))
    except ValueError as error:
        raise DataError(f"{folder / SETTINGS}: {error}") from None
    files = {name: folder / f"{name}.npz" for name in names}
    return {name: LinearModel.load(file) for name, file in files.items() if file.exists()}, settings


def models_to_bytes(models: Mapping[str, LinearModel], settings: Mapping[str, Any]) -> bytes:
    """Return models and settings as bytes."""
    import srsly

    return bytes(
        srsly.msgpack_dumps({"models": {n: m.to_bytes() for n, m in models.items()}, "settings": dict(settings)})
    )


def models_from_bytes(data: bytes) -> tuple[dict[str, LinearModel], dict[str, Any]]:
    """Return what `models_to_bytes` packed."""
    import srsly

    saved = srsly.msgpack_loads(data)
    return {name: LinearModel.from_bytes(raw, name) for name, raw in saved["models"].items()}, saved["settings"]


def stack(models: Sequence[LinearModel]) -> LinearModel:
    """Return one model whose columns are those of all, side by side, so that many judge by one pass over the features."""
    names = sorted({name for model in models for name in model.features})
    index = {name: i for i, name in enumerate(names)}
    columns = []
    for model in models:
        part = np.zeros((len(names), len(model.classes)), dtype=np.float32)
        if model.features:
            part[[index[name] for name in model.features]] = model.weights
        columns.append(part)
    classes = tuple(c for model in models for c in model.classes)
    bias = np.concatenate([model.bias for model in models])
    return LinearModel(classes, tuple(names), np.concatenate(columns, axis=1), bias)


def softmax(scores: Floats) -> Floats:
    """Turn linear scores into probabilities, row by row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True)) if scores.size else scores
    out: Floats = raised / raised.sum(axis=1, keepdims=True) if scores.size else scores
    return out


def _pack(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)


def _unpack(array: NDArray[np.uint8]) -> str:
    return array.tobytes().decode("utf-8")


def model_folder(name: str) -> Path:
    """Return the folder of a shipped model: inside the installed package, or in a checkout's ``models/``.

    Raises
    ------
    DataError
        If there is none.
    """
    package = Path(str(resources.files("gluclaims")))
    for folder in (package / "models" / name, package.parents[1] / "models" / name):
        if folder.is_dir():
            return folder
    raise DataError(f"the model {name} is not installed; reinstall gluclaims, or build it with 'gluclaims train'")
