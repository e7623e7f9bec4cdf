"""The database and its migrations, as Flask has them: made once and bound to an application by ``create_app``."""

from __future__ import annotations

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

from server.models import Base

db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate()
