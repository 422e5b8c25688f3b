"""The token of a form: made when it opens, so that sending it twice does once what it asks."""

import re
import secrets

from wtforms import HiddenField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from outreach.web.words import _

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


class TokenField(HiddenField):
    """A hidden token; one that was lost or tampered with is made anew and asked for again."""

    def renew(self) -> None:
        self.data = secrets.token_urlsafe(24)

    def pre_validate(self, form: BaseForm) -> None:
        del form
        if not TOKEN.fullmatch(self.data or ""):
            self.renew()
            raise StopValidation(_("表单不完整，请再提交一次。"))
