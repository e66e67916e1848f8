"""What a consent allows, as pages say it."""

from collections.abc import Sequence

from ..media.consent import Audience, Consent, Use
from ..people.person import Organisation

USES = {
    Use.teaching: "learning alone",
    Use.live_showing: "teaching sessions",
    Use.excerpts: "being shown in parts",
    Use.stills: "pictures",
    Use.transcript: "its words as a file",
}


def open_to(consent: Consent, organisations: Sequence[Organisation]) -> str:
    """Who may see it."""
    if consent.audience is Audience.public:
        return "Everyone"
    if consent.audience is Audience.signed_in:
        return "Those signed in"
    named = [one.name for one in organisations if one.pk in consent.organisations]
    return "People of " + (", ".join(named) or "no organisation")


def uses_said(consent: Consent) -> str:
    """What may be done with it."""
    allowed = [words for use, words in USES.items() if consent.allows(use)]
    return ", ".join(allowed) or "nothing"
