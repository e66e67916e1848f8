"""The form on which an author writes down what a speaker agreed to, kept as it was typed."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

from starlette.datastructures import FormData

from ..cases.content_shape import Setting, Stage
from ..clock import now
from ..media.consent import Audience, Consent, Use
from ..media.consenting import Said

NEW = "new"  # somebody the library does not know yet
NOBODY = "nobody"
STAGES: tuple[str, ...] = get_args(Stage)
SETTINGS: tuple[str, ...] = get_args(Setting)


@dataclass
class ConsentForm:
    """Fields: speaker (a contributor's slug, "new" or "nobody"), name, role, stage and setting of someone new,
    audience, organisations (slugs), uses, keeps_text ("yes" or nothing), territory, shown_as, treatment, employer,
    until and review_on (a day, or nothing), evidence; supersedes, the key of the agreement this one replaces."""

    speaker: str = ""
    name: str = ""
    role: str = ""
    stage: str = ""
    setting: str = ""
    audience: str = Audience.signed_in.value
    organisations: list[str] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    keeps_text: bool = False
    territory: str = ""
    shown_as: str = ""
    treatment: str = ""
    employer: str = ""
    until: str = ""
    review_on: str = ""
    evidence: str = ""
    supersedes: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: FormData) -> "ConsentForm":
        """Read a posted form and judge it; `problems` is empty when it can be written down."""

        def typed(name: str, most: int = 255) -> str:
            return " ".join(str(form.get(name, "")).replace("\x00", "").split())[:most]

        read = cls(
            speaker=typed("speaker"),
            name=typed("name"),
            role=typed("role"),
            stage=typed("stage"),
            setting=typed("setting"),
            audience=typed("audience"),
            organisations=[str(one)[:80] for one in form.getlist("organisations")],
            uses=[one.value for one in Use if one.value in form.getlist("uses")],
            keeps_text=typed("keeps_text") == "yes",
            territory=typed("territory"),
            shown_as=typed("shown_as"),
            treatment=typed("treatment"),
            employer=typed("employer", 1000),
            until=typed("until"),
            review_on=typed("review_on"),
            evidence=typed("evidence", 1000),
            supersedes=typed("supersedes"),
        )
        read._judge()
        return read

    @property
    def ends(self) -> datetime | None:
        """When the last day is over; None where there is none, or what was typed is no day."""
        try:
            return datetime.combine(date.fromisoformat(self.until) + timedelta(days=1), time(), UTC)
        except (ValueError, OverflowError):
            return None

    @classmethod
    def of(cls, consent: Consent, speaker: str, organisations: dict[int, str]) -> "ConsentForm":
        """What stands, to be changed; organisations by their slugs."""
        return cls(
            speaker=speaker or NOBODY,
            audience=consent.audience.value,
            organisations=[organisations[one] for one in consent.organisations if one in organisations],
            uses=[use.value for use in Use if consent.allows(use)],
            keeps_text=consent.keeps_text,
            territory=consent.territory,
            shown_as=consent.shown_as,
            treatment=consent.treatment,
            employer=consent.employer,
            until=consent.last_day.isoformat() if consent.last_day else "",
            review_on=consent.review_on.isoformat() if consent.review_on else "",
            evidence=consent.evidence,
            supersedes=consent.key,
        )

    @property
    def agreed_uses(self) -> list[Use]:
        return [Use(one) for one in self.uses]

    @property
    def said(self) -> Said:
        return Said(self.territory, self.shown_as, self.treatment, self.employer, _day(self.review_on))

    def _judge(self) -> None:
        if not self.speaker:
            self.problems["speaker"] = "Choose who speaks, or say that it is somebody new, or nobody."
        if self.speaker == NEW:
            if not self.name:
                self.problems["name"] = "Write the name they want to be shown under; it need not be their own."
            if not self.role:
                self.problems["role"] = "Write what is shown under the name, such as “GP for twenty years”."
            if self.stage not in STAGES:
                self.problems["stage"] = "Choose where they stand."
            if self.setting not in SETTINGS:
                self.problems["setting"] = "Choose where they work, or where it happened."
        if self.audience not in list(Audience):
            self.problems["audience"] = "Choose who may see it."
        if self.audience in (Audience.own, Audience.named) and not self.organisations:
            self.problems["organisations"] = "Tick the organisation whose people may see it."
        if self.audience == Audience.own and len(self.organisations) > 1:
            self.problems["organisations"] = "Tick the one that is theirs, or choose the people of several."
        if not self.uses:
            self.problems["uses"] = "Tick what may be done with it; nothing else is."
        if self.review_on and _day(self.review_on) is None:
            self.problems["review_on"] = "Choose a day, or leave it empty."
        if not self.evidence:
            self.problems["evidence"] = "Say where the signed form is, or why none is needed."
        if self.until and (self.ends is None or self.ends <= now()):
            self.problems["until"] = "Choose a day that is still to come, or leave it empty."


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
