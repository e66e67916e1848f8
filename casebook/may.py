"""Who may do what: every permission by name, each a small rule over the viewer. Each route names one of these.

What a viewer may *see* is not decided here but in `cases/viewing.py`: what she may not see is not found.
"""

from collections.abc import Callable

from .people.person import Role
from .people.viewer import Viewer

Rule = Callable[[Viewer], bool]


def anyone(viewer: Viewer) -> bool:
    """Open to all, signed in or not."""
    return True


def signed_in(viewer: Viewer) -> bool:
    """Anyone with an account."""
    return viewer.signed_in


def takes_part(viewer: Viewer) -> bool:
    """Anyone with an account, and guests of a teaching session, who see nothing but that session."""
    return viewer.signed_in or viewer.is_guest


def teaches(viewer: Viewer) -> bool:
    """Educators, and those who make cases."""
    return bool(viewer.roles & {Role.educator, Role.author, Role.reviewer})


def assembles(viewer: Viewer) -> bool:
    """Whoever teaches: by her role, or as an educator of a cohort."""
    return teaches(viewer) or viewer.teaches_cohort


def runs_sessions(viewer: Viewer) -> bool:
    """Whoever teaches, and whoever stands in for a cohort's educators until a day."""
    return assembles(viewer) or viewer.stands_in


def makes_film(viewer: Viewer) -> bool:
    """Authors, who bring the recordings."""
    return Role.author in viewer.roles


def makes_cases(viewer: Viewer) -> bool:
    """Authors and reviewers."""
    return viewer.makes_cases


def keeps_consents(viewer: Viewer) -> bool:
    """Consent officers."""
    return Role.consent_officer in viewer.roles


def sees_consents(viewer: Viewer) -> bool:
    """Consent officers, reviewers and authors; `consent_register.py` says of which recordings."""
    return bool(viewer.roles & {Role.consent_officer, Role.reviewer, Role.author})


def holds_evidence(viewer: Viewer) -> bool:
    """Consent officers, and authors in their studio."""
    return bool(viewer.roles & {Role.consent_officer, Role.author})


def signs_off(viewer: Viewer) -> bool:
    """Experts by experience."""
    return Role.lay_reviewer in viewer.roles


def reviews(viewer: Viewer) -> bool:
    """Reviewers."""
    return Role.reviewer in viewer.roles


def administers(viewer: Viewer) -> bool:
    """Administrators of an organisation."""
    return Role.administrator in viewer.roles and viewer.person is not None and bool(viewer.person.organisation_id)


#: permission -> rule
PERMISSIONS: dict[str, Rule] = {
    "public": anyone,  # pages about casebook, signing in, health
    "browse": signed_in,  # themes, cases, contributors, search
    "play": takes_part,  # film, captions, stills; each asks viewing.py as well
    "respond": signed_in,  # commit an answer, and a second one
    "compare": signed_in,  # others' answers, after one's own
    "learn_together": signed_in,  # cohorts and programmes; cohort_sight.py and programme_sight.py say whose
    "own": signed_in,  # what is hers alone: My casebook, her account
    "take_part": takes_part,  # a seat in a teaching session, and what it shows
    "teach": runs_sessions,  # run teaching sessions
    "edit_words": makes_cases,  # transcripts, by whoever writes cases or reviews them
    "assemble": assembles,  # case sets: put together, copied, let to others
    "read_guide": teaches,  # educators' guides
    "hear_readers": makes_cases,  # remarks and proposals, by the author of the case and by reviewers
    "converse": teaches,  # teaching notes on cases and sets, among educators and those who make cases
    "moderate": reviews,  # hide a teaching note that was reported, or keep it
    "edit_reasons": makes_cases,  # read what trainees let colleagues read, before and after it is shown
    "appoint": administers,  # give roles within one's organisation, and end them
    "oversee": administers,  # the audit of her organisation
    "see_consents": sees_consents,  # what was agreed, and listening for patients
    "keep_consents": holds_evidence,  # signed forms, contributors' links, withdrawing
    "keep_register": keeps_consents,  # every consent of the library
    "sign_off": signs_off,  # say that a case was read by an expert by experience
    "studio": makes_film,  # send recordings, cut clips, keep their consent
}


def may(viewer: Viewer, permission: str) -> bool:
    """Whether a viewer holds a permission. An unknown permission is a mistake in the program (KeyError)."""
    return PERMISSIONS[permission](viewer)
