"""What an installation decides: environment variables beginning with OUTREACH_."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that differs between installations; each has a safe default for a first look."""

    model_config = SettingsConfigDict(env_prefix="OUTREACH_", env_file=".env", extra="ignore")

    database_url: str = "sqlite:///var/outreach.sqlite3"
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8000"
    mail_host: str = ""
    mail_port: int = 25
    mail_user: str = ""
    mail_password: str = ""
    mail_starttls: bool = False
    mail_from: str = "outreach@localhost"
    sign_in_hours: int = Field(default=12, gt=0)
    teacher_sign_in_days: int = Field(default=30, gt=0)
    answer_within_minutes: int = Field(default=60, gt=0)
    trusted_proxies: int = Field(default=0, ge=0)
    uploads_folder: str = ""
    keep_papers_days: int = Field(default=730, gt=0)
    filing_icp: str = ""
    filing_police: str = ""

    @property
    def secure(self) -> bool:
        """Whether people reach the site over TLS."""
        return self.base_url.startswith("https://")

    @property
    def sends_mail(self) -> bool:
        """Without a mail server, mails are kept and shown on the outbox page instead."""
        return bool(self.mail_host)

    @property
    def uploads(self) -> Path:
        """Where sealed copies are kept: beside the SQLite file unless the setting names a folder.

        Outside of everything that a web server hands out by itself.
        """
        if self.uploads_folder:
            return Path(self.uploads_folder)
        if self.database_url.startswith("sqlite:///"):
            return Path(self.database_url.removeprefix("sqlite:///")).with_suffix(".uploads")
        return Path("var/outreach.uploads")

    def signing_key(self) -> str:
        """The configured key, or one kept beside the SQLite file: restarts sign nobody out."""
        if self.secret_key:
            return self.secret_key
        if not self.database_url.startswith("sqlite:///"):
            raise RuntimeError("OUTREACH_SECRET_KEY must be set when the database is a server")
        keeper = Path(self.database_url.removeprefix("sqlite:///")).with_suffix(".key")
        if not keeper.exists():
            keeper.parent.mkdir(parents=True, exist_ok=True)
            # Server and worker may ask at the same moment: the first whole key wins.
            fresh = keeper.with_name(f"{keeper.name}.{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_hex(32), encoding="ascii")
            with suppress(FileExistsError):
                os.link(fresh, keeper)
            fresh.unlink()
        return keeper.read_text(encoding="ascii")
