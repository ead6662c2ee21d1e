"""``gluclaims train``: what is built, from what, and what stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from gluclaims.cli import main
from gluclaims.errors import DataError
from gluclaims.training.syntax import FILES, train_syntax

SENTENCE = """# text = Ketamine blocks receptors
1\tKetamine\tketamine\tNOUN\tNN\t_\t2\tnsubj\t_\t_
2\tblocks\tblock\tVERB\tVBZ\t_\t0\troot\t_\t_
3\treceptors\treceptor\tNOUN\tNNS\t_\t2\tobj\t_\t_

"""


def test_the_parser_is_trained_from_a_treebank(tmp_path: Path) -> None:
    for name in FILES.values():
        (tmp_path / name).write_text(SENTENCE * 40, "utf-8")  # rarer labels are left out
    scores = train_syntax(tmp_path, tmp_path / "new" / "out", steps=2, notify=lambda _: None)
    assert scores.keys() == {"dep_uas", "dep_las", "tag_acc"}
    assert (tmp_path / "new" / "out" / "parser").is_dir()
    assert not (tmp_path / "new" / "out" / "vocab").exists()  # the treebank's words are not shipped


def test_the_same_treebank_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in FILES.values():
        (tmp_path / name).write_text(SENTENCE * 40, "utf-8")
    made = []
    for out in (tmp_path / "one", tmp_path / "two"):
        train_syntax(tmp_path, out, steps=4, notify=lambda _: None)
        made.append({p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()})
    assert made[0] == made[1]
    assert str(tmp_path.parent).encode() not in b"".join(made[0].values())


def test_a_missing_treebank_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"en_ewt-ud-train\.conllu"):
        train_syntax(tmp_path, tmp_path / "out")


def test_half_of_the_hedging_sets_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "all", "gold.jsonl", "--conll", "x"]) == 2
    assert "--conll and --certainty, or neither" in capsys.readouterr().err
