"""What the mailer's endpoints need besides the database; lies in `app.state.mailer`."""

from dataclasses import dataclass
from gettext import NullTranslations
from typing import Annotated

from fastapi import Depends, Header, Request

from services.mailer.dispatch.writing import Writer as LetterWriter
from services.mailer.domain.servers import Server
from services.mailer.letters.preview import Previews
from services.mailer.oauth.store import SignIns
from services.mailer.sender_domain.advisor import Advisor
from services.mailer.smtp.session import Dialling
from services.mailer.use_cases.outlook import PlatformLane
from services.mailer.use_cases.smtp_settings import Limits
from services.mailer.vault import Vault
from shared.i18n import Translations


@dataclass(frozen=True, slots=True)
class MailerEdge:
    vault: Vault
    dialling: Dialling
    limits: Limits
    platform: Server | None
    platform_lane: PlatformLane
    writer: LetterWriter
    sign_ins: SignIns
    advisor: Advisor
    token_urls: tuple[str, ...]
    translations: Translations
    previews: Previews


def _edge(request: Request) -> MailerEdge:
    edge: MailerEdge = request.app.state.mailer
    return edge


Mailer = Annotated[MailerEdge, Depends(_edge)]


@dataclass(frozen=True, slots=True)
class Reader:
    """The language of whoever asks."""

    language: str
    texts: NullTranslations

    def say(self, words: str) -> str:
        """English words in the reader's language; nothing stays nothing."""
        return self.texts.gettext(words) if words else ""


def _reader(mailer: Mailer, accept_language: Annotated[str | None, Header()] = None) -> Reader:
    language = mailer.translations.choose(accept_language)
    return Reader(language, mailer.translations.get(language))


InLanguage = Annotated[Reader, Depends(_reader)]
