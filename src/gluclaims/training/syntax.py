"""Training the small tagger and parser on the English Web Treebank (Universal Dependencies).

Silveira et al. 2014 (LREC 2897-2904) describe the treebank; the weights inherit its licence, CC BY-SA 4.0.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from gluclaims.errors import DataError

FILES = {"train": "en_ewt-ud-train.conllu", "dev": "en_ewt-ud-dev.conllu"}


def train_syntax(
    treebank: Path, out: Path, steps: int | None = None, notify: Callable[[str], None] = print
) -> dict[str, float]:
    """Train the parser and save it.

    Parameters
    ----------
    treebank : Path
        A folder with ``en_ewt-ud-train.conllu`` and ``en_ewt-ud-dev.conllu``.
    out : Path
        The folder that the spaCy pipeline (``tok2vec``, ``tagger``, ``parser``) is written to.
    steps : int, optional
        Updates; 6,000 where left out, half an hour to an hour on one core.
    notify : callable
        Called with one sentence at each stage.

    Returns
    -------
    dict
        ``dep_uas``, ``dep_las`` and ``tag_acc`` on the development part.

    Raises
    ------
    DataError
        If a treebank file is missing.
    """
    from spacy import util
    from spacy.tokens import DocBin
    from spacy.training.converters.conllu_to_docs import conllu_to_docs
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train

    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for split, name in FILES.items():
            file = treebank / name
            if not file.is_file():
                raise DataError(f"{file}: no such file; get the English Web Treebank from universaldependencies.org")
            convert: Any = conllu_to_docs
            docs = list(convert(file.read_text("utf-8"), n_sents=1, no_print=True))
            paths[split] = str(Path(folder) / f"{split}.spacy")
            DocBin(docs=docs, store_user_data=False).to_disk(paths[split])
            notify(f"{split}: {len(docs):,} sentences")
        overrides: dict[str, object] = {"paths.train": paths["train"], "paths.dev": paths["dev"]}
        if steps is not None:
            overrides["training.max_steps"] = steps
            overrides["training.eval_frequency"] = min(500, steps)
        with resources.as_file(resources.files("gluclaims.training") / "syntax.cfg") as file:
            config = util.load_config(file, overrides=overrides, interpolate=False)
        nlp = init_nlp(config)
        made = Path(folder) / "model"
        made.mkdir()
        nlp, _ = train(nlp, made)
        best = util.load_model(made / "model-best")
        scores = {k: float(v) for k, v in best.meta["performance"].items() if k in ("dep_uas", "dep_las", "tag_acc")}
        # Where the files lay for training is nobody's business, and would make each run's bytes its own.
        best.config["paths"].update({split: Path(path).name for split, path in paths.items()})
        # The vocabulary is the treebank's word list: nothing of it is needed, and none of it may be shipped.
        out.parent.mkdir(parents=True, exist_ok=True)
        best.to_disk(out, exclude=["vocab", "tokenizer"])
        notify(f"{out}: " + ", ".join(f"{k} {v:.3f}" for k, v in scores.items()))
    return scores
