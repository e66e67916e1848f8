"""Every module that holds rows, so that whoever compares the database with the rows sees them all."""

from types import ModuleType

from .audit import audit_entry
from .cases import case, case_set, case_version, decision_point, guidance, manuscript, publication, theme
from .db import changes, epoch, fact
from .jobs import job
from .media import clip, consent, redaction, rendition, tombstone, transcript, upload
from .people import (
    absence,
    cohort,
    contributor,
    delegation,
    hold,
    invitation,
    lawful_demand,
    letter,
    network_try,
    person,
    provider_link,
    second_factor,
)
from .reflect import proposal, remark, response, room, share, shared_reason
from .teach import health_check, pair, programme, shared_note, teaching_note, teaching_session

ROW_MODULES: tuple[ModuleType, ...] = (
    changes, epoch, fact, job, person, second_factor, cohort, invitation, delegation, contributor,
    letter, provider_link, clip, rendition, transcript,
    consent, redaction, tombstone, upload, theme,
    guidance, case, case_set, case_version, manuscript,
    decision_point, publication, response, proposal, remark, share, shared_reason, room, teaching_session,
    programme, pair, health_check, teaching_note, shared_note,
    audit_entry, hold, lawful_demand, absence, network_try,
)  # fmt: skip
