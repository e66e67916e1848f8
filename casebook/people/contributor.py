"""Contributors: the people who speak in the library, under the name they chose."""

from datetime import datetime

from sqlmodel import Field

from ..db.row import Row


class Contributor(Row, table=True):
    """Someone who tells a story. `invented` people do not exist, and every page that shows one says so."""

    __tablename__ = "contributors"

    slug: str = Field(unique=True)
    name: str
    role: str  # as shown under the name, such as "GP for twenty years"
    stage: str  # student foundation specialty-training gp sas consultant nurse allied manager patient carer
    setting: str
    about: str = ""
    invented: bool = False
    picture: str = Field(
        default="as-filmed", sa_column_kwargs={"server_default": "as-filmed"}
    )  # as they wished to be seen
    voice: str = ""  # the synthetic voice, for the credits
    #: The account she holds, if she wants to look after her consents with it.
    person_id: int | None = Field(default=None, foreign_key="people.id", index=True)


class ContributorLink(Row, table=True):
    """A personal link: lets whoever has it look after one contributor's consents. Only its hash is kept."""

    __tablename__ = "contributor_links"

    secret_sha256: str = Field(unique=True)
    contributor_id: int = Field(foreign_key="contributors.id", index=True)
    given_by_id: int | None = Field(default=None, foreign_key="people.id")
    revoked_at: datetime | None = None
