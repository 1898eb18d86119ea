"""How a company wants its letters, and what one of them looks like."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.values import Purpose
from shared.http.values import Truth

Language = Literal["tr", "en", "de", "ar"]


class LetterTexts(BaseModel):
    """Own texts of one language: plain, or with the tags a (https), b, br, i, li, p, ul; placeholders as `{{ counterparty }}`."""

    model_config = ConfigDict(extra="forbid")

    greeting: str = Field(default="", max_length=10_000, description="Before everything else; at most 200 characters.")
    introduction: str = Field(default="", max_length=10_000, description="Before the question; at most 2,000.")
    closing: str = Field(default="", max_length=10_000, description="After the button; at most 2,000.")
    signature: str = Field(default="", max_length=10_000, description="At the end; at most 1,000.")


class LetterTextsInput(BaseModel):
    """Everything but the logo; what is left out is as it comes."""

    model_config = ConfigDict(extra="forbid")

    texts: dict[Language, LetterTexts] = Field(default_factory=dict, description="By language.")
    amounts_in_mail: Truth = Field(default=True, description="False: figures stand on the page only, never in a mail.")
    pdf_letter: Truth = Field(default=False, description="A PDF of the letter goes along with requests.")


class LogoView(BaseModel):
    kind: Literal["png", "jpeg"]
    bytes: int
    width: int = Field(description="As it is shown in the letter.")
    height: int


class PlaceholderView(BaseModel):
    name: str
    turkish: str = Field(description="Its Turkish name, which means the same.")


class LetterTextsState(BaseModel):
    texts: dict[Language, LetterTexts]
    amounts_in_mail: bool
    pdf_letter: bool
    logo: LogoView | None
    placeholders: list[PlaceholderView]
    longest: dict[str, int] = Field(description="How many characters each text may have.")
    updated_at: datetime | None
    updated_by: str


class LetterPreviewInput(BaseModel):
    """Which message to look at, and how. Nothing named: the company's newest one, with what is saved."""

    model_config = ConfigDict(extra="forbid")

    message_id: UUID | None = None
    reconciliation_id: UUID | None = Field(default=None, description="Its newest message.")
    language: Language | None = Field(default=None, description="Another one than its reader's.")
    reminder: Truth = Field(default=False, description="As it would be reminded of.")
    draft: LetterTextsInput | None = Field(default=None, description="Instead of what is saved; it is not kept.")


class AttachmentView(BaseModel):
    name: str
    kind: str
    bytes: int


class LetterPreview(BaseModel):
    """The letter exactly as it would be sent, but for its link, which is masked."""

    message_id: UUID
    purpose: Purpose
    language: str
    subject: str
    html: str = Field(description="The logo stands in it as `data:`, where the mail names its part with `cid:`.")
    text: str
    attachments: list[AttachmentView]


class WrittenPreviewInput(BaseModel):
    """An e-mail that a person is about to write to a counterparty."""

    model_config = ConfigDict(extra="forbid")

    subject: str = Field(max_length=300)
    text: str = Field(max_length=20_000)
    reference: str = Field(default="", max_length=60)
    counterparty: str = Field(default="", max_length=300)
    contact: str = Field(default="", max_length=200, description="Whom to ask; empty: the company's telephone number.")
    language: str = Field(default="tr", max_length=10, description="Of the frame around the text.")


class WrittenPreview(BaseModel):
    subject: str
    text: str = Field(description="The mail's text part.")
    html: str = Field(description="Its HTML part; a logo stands in it as `cid:`.")
