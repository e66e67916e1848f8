"""Every module that holds rows, so that whoever compares the database with the rows sees them all."""

from types import ModuleType

from .cases import case, case_set, case_version, decision_point, guidance, publication, theme
from .db import changes, fact
from .jobs import job
from .media import clip, consent, rendition, tombstone, transcript, upload
from .people import cohort, contributor, person
from .reflect import proposal, response, room, share, shared_reason
from .teach import teaching_session

ROW_MODULES: tuple[ModuleType, ...] = (
    changes, fact, job, person, cohort, contributor, clip, rendition, transcript, consent, tombstone, upload, theme,
    guidance, case, case_set, case_version,
    decision_point, publication, response, proposal, share, shared_reason, room, teaching_session,
)  # fmt: skip
