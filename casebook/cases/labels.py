"""How the slugs of our vocabularies are said."""

import re
import unicodedata

_SPOKEN = {
    "gp": "GP", "sas": "SAS doctor", "cpd": "CPD", "allied": "Allied health professional", "sound": "Sound alone",
    "under-5": "Under 5 minutes", "5-to-10": "5 to 10 minutes", "over-10": "Over 10 minutes",
    "yes": "Answered", "no": "Not answered yet",
}  # fmt: skip


def in_words(slug: str) -> str:
    """medical-ward -> Medical ward."""
    return _SPOKEN.get(slug) or slug.replace("-", " ").capitalize()


def as_slug(words: str) -> str:
    """Mentions a sister’s death -> mentions-a-sister-s-death; at most 80 characters, accents folded."""
    plain = unicodedata.normalize("NFKD", words.replace("’", "'")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80].strip("-")
