"""Two more cases beside the small content's one, for what is made of several: sets, and what teaches with them."""

import shutil
from pathlib import Path

from sqlmodel import select

from casebook.cases.case import Case
from casebook.cases.content_reading import read_content
from casebook.cases.importing import ImportReport, bring_files, import_case, import_vocabulary
from casebook.cases.publishing import publish, review_confidentiality
from casebook.db.engine import writing
from casebook.library import Library
from tests.conftest import cast

#: slug -> title, dilemma
MORE = {
    "his-daughter": ("His daughter", "She asks me what he said."),
    "the-list": ("The list", "There is one bed and there are two of them."),
}


def write_more_cases(content: Path, folder: Path) -> Path:
    """A copy of the content with the same case told under two more names."""
    root = Path(shutil.copytree(content, folder / "more"))
    for slug, (title, dilemma) in MORE.items():
        case = shutil.copytree(root / "cases/the-open-door", root / "cases" / slug)
        text = (case / "case.md").read_text()
        text = text.replace("title: The open door", f"title: {title}").replace(
            "He asks me to stay and the bleep is going.", dilemma
        )
        (case / "case.md").write_text(text)
    return root


def add_more_cases(library: Library, content: Path, folder: Path) -> None:
    """Bring them into a library that has the first, published."""
    read, report = read_content(write_more_cases(content, folder)), ImportReport()
    with writing(library.engine) as db:
        import_vocabulary(db, read, report)
        for slug in MORE:
            case = import_case(
                db, read.cases[slug], bring_files(db, library.storage, read.cases[slug]), report, by=cast(db, "ada")
            )
            review_confidentiality(db, case, by=cast(db, "vera"))
            publish(db, case, by=cast(db, "ada"))
        assert len(db.exec(select(Case)).all()) == 3
