"""Write the next numbered migration from the difference between the rows and the migrations: `… "One sentence"`."""

import re
import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext

import casebook.rows
from casebook.db.engine import open_engine
from casebook.db.migrate import migrate, newest
from casebook.db.row import metadata

sentence = sys.argv[1]
number = f"{int(newest() or 0) + 1:04d}"
with tempfile.TemporaryDirectory() as folder:
    engine = open_engine(f"sqlite:///{folder}/now.db")
    if newest():
        migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        changes = produce_migrations(context, metadata)
        up = render_python_code(changes.upgrade_ops, render_as_batch=True)
        down = render_python_code(changes.downgrade_ops, render_as_batch=True)
# What the rows' own types become in a database; migrations import nothing from casebook.
for pattern, plain in (
    (r"sqlmodel\.sql\.sqltypes\.AutoString\((.*?)\)", r"sa.String(\1)"),
    (r"sqlmodel\.sql\.sqltypes\.UTCDateTime\(\)|UTCDateTime\(\)", "sa.DateTime(timezone=True)"),
):
    up, down = re.sub(pattern, plain, up), re.sub(pattern, plain, down)
slug = re.sub(r"[^a-z0-9]+", "_", sentence.lower()).strip("_")[:40]
target = Path(casebook.rows.__file__).parent / f"db/migrations/versions/{number}_{slug}.py"
target.write_text(
    f'"""{sentence.rstrip(".")}."""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\nrevision = "{number}"\n'
    f"down_revision = {repr(newest()) if newest() else None}\nbranch_labels = None\ndepends_on = None\n\n\n"
    f"def upgrade() -> None:\n    {up}\n\n\ndef downgrade() -> None:\n    {down}\n"
)
print(target)
