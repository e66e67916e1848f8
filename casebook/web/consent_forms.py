"""The form on which an author writes down what a speaker agreed to, kept as it was typed."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

from starlette.datastructures import FormData

from ..cases.content_shape import Setting, Stage
from ..clock import now
from ..media.consent import Audience

NEW = "new"  # somebody the library does not know yet
NOBODY = "nobody"
STAGES: tuple[str, ...] = get_args(Stage)
SETTINGS: tuple[str, ...] = get_args(Setting)


@dataclass
class ConsentForm:
    """Fields: speaker (a contributor's slug, "new" or "nobody"), name, role, stage and setting of someone new,
    audience, transcript ("yes" or nothing), until (a day, or nothing), evidence."""

    speaker: str = ""
    name: str = ""
    role: str = ""
    stage: str = ""
    setting: str = ""
    audience: str = Audience.signed_in.value
    transcript: bool = True
    until: str = ""
    evidence: str = ""
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
            transcript=typed("transcript") == "yes",
            until=typed("until"),
            evidence=typed("evidence", 1000),
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
        if not self.evidence:
            self.problems["evidence"] = "Say where the signed form is, or why none is needed."
        if self.until and (self.ends is None or self.ends <= now()):
            self.problems["until"] = "Choose a day that is still to come, or leave it empty."
