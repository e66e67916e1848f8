"""The mail server: one letter handed over by SMTP, and what came of it."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Literal, Self

from ..errors import CasebookError

PATIENCE_S = 5.0  # for each thing we wait for


class MailAway(CasebookError):
    """The mail server cannot be reached or does not let us in: no letter goes now."""


class LetterRefused(CasebookError):
    """The mail server refused this letter; `final` where it will always."""

    def __init__(self, why: str, *, final: bool) -> None:
        self.final = final
        super().__init__(why)


@dataclass(frozen=True)
class PostOffice:
    """How letters leave: by which server, with what protection, in whose name."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    def open(self) -> "Counter":
        """Go to the server. Raises MailAway."""
        return Counter(self)


class Counter:
    """An open connection; one letter after another."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office
        try:
            self._server = self._connected(office)
        except (OSError, smtplib.SMTPException) as wrong:  # ssl's errors are OSErrors
            raise MailAway(_plain(wrong)) from None

    @staticmethod
    def _connected(office: PostOffice) -> smtplib.SMTP:
        tls = ssl.create_default_context()
        ours = office.sender.rpartition("@")[2].rstrip(">") or "localhost"
        server: smtplib.SMTP
        if office.security == "tls":
            server = smtplib.SMTP_SSL(office.host, office.port, local_hostname=ours, timeout=PATIENCE_S, context=tls)
        else:
            server = smtplib.SMTP(office.host, office.port, local_hostname=ours, timeout=PATIENCE_S)
        try:
            if office.security == "starttls":
                server.starttls(context=tls)  # a server that cannot is an error, never plain text
            if office.user:
                server.login(office.user, office.password)
        except BaseException:
            server.close()
            raise
        return server

    def hand_over(self, *, to: str, subject: str, text: str) -> None:
        """Hand over one letter. Raises LetterRefused, MailAway."""
        message = EmailMessage()
        try:
            message["From"], message["To"], message["Subject"] = self._office.sender, to, subject
        except ValueError:
            raise LetterRefused("the address cannot be written to", final=True) from None
        message["Date"] = formatdate(usegmt=True)
        message["Message-ID"] = make_msgid(domain=self._office.sender.rpartition("@")[2].rstrip(">"))
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        try:
            self._server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            raise LetterRefused(f"address refused ({codes[0]})", final=all(code >= 500 for code in codes)) from None
        except smtplib.SMTPResponseException as refused:
            raise LetterRefused(f"letter refused ({refused.smtp_code})", final=False) from None
        except (smtplib.SMTPNotSupportedError, ValueError):
            raise LetterRefused("the address cannot be written to", final=True) from None
        except (OSError, smtplib.SMTPException) as wrong:
            raise MailAway(_plain(wrong)) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *how: object) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self._server.quit()


def _plain(wrong: Exception) -> str:
    """What went wrong, by its kind alone: a server's own words may repeat an address or a password."""
    if isinstance(wrong, smtplib.SMTPAuthenticationError):
        return "the mail server does not take our name and password"
    if isinstance(wrong, ssl.SSLError):
        return "the mail server's certificate cannot be trusted"
    if isinstance(wrong, TimeoutError):
        return "the mail server does not answer"
    return f"the mail server cannot be reached ({type(wrong).__name__})"
