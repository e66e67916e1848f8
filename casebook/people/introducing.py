"""Naming somebody anew who speaks in the library."""

import re
import unicodedata

from sqlmodel import Session, col, select

from .contributor import Contributor

_LONGEST_SLUG = 56  # so that a number fits behind it


def introduce(db: Session, *, name: str, role: str, stage: str, setting: str) -> Contributor:
    """Add a contributor under the name she chose. Two may have the same name; their addresses differ."""
    contributor = Contributor(slug=_free_slug(db, name), name=name, role=role, stage=stage, setting=setting)
    db.add(contributor)
    db.flush()
    return contributor


def _free_slug(db: Session, name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in ("dr", "mr", "mrs", "ms", "prof")]
    slug = "-".join(words)[:_LONGEST_SLUG].strip("-") or "speaker"
    # "new" and "nobody" are answers of the consent form
    alike = [slug, "new", "nobody", *db.exec(select(Contributor.slug).where(col(Contributor.slug).startswith(slug)))]
    taken = set(alike[1:])
    return next(one for one in (slug, *(f"{slug}-{n}" for n in range(2, len(alike) + 2))) if one not in taken)
