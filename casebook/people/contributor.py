"""Contributors: the people who speak in the library, under the name they chose."""

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
