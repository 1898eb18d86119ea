"""How the company's letters look: read, save, reset, logo, and a letter as it would be sent."""

from base64 import b64encode
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Query, Request, Response

from services.mailer.api.edge import InLanguage, Mailer, MailerEdge
from services.mailer.letters.headers import Unsendable
from services.mailer.letters.letterheads import logo_of
from services.mailer.letters.own_text import NAMES, PLACEHOLDERS
from services.mailer.letters.own_text_check import LONGEST
from services.mailer.letters.pictures import LARGEST
from services.mailer.letters.preview import Draft, Preview, Wish
from services.mailer.repository import letter_settings
from services.mailer.schemas.letters import (
    AttachmentView,
    Language,
    LetterPreview,
    LetterPreviewInput,
    LetterTexts,
    LetterTextsInput,
    LetterTextsState,
    LogoView,
    PlaceholderView,
)
from services.mailer.use_cases import letter_texts
from services.mailer.use_cases.letter_texts import SaveLetterTexts, checked
from shared.database import Reading
from shared.errors import Invalid, NotFound, TooLarge
from shared.http.dependencies import Administrator, InReading, InTransaction, Once
from shared.http.dependencies import Reader as Reads

router = APIRouter(prefix="/letter-texts", tags=["letter-texts"])

# What is shown is a company's own text: it may neither run nor fetch anything, nor be taken for a page of ours.
STRICT = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def _state(reading: Reading, company_id: UUID) -> LetterTextsState:
    row: Any = await letter_settings.settings(reading, company_id)
    texts: list[Any] = list(await letter_settings.texts(reading, company_id))
    logo = logo_of(row)
    return LetterTextsState(
        texts={one.language: LetterTexts(**{name: getattr(one, name) for name in NAMES}) for one in texts},
        amounts_in_mail=row.amounts if row else True,
        pdf_letter=row.pdf if row else False,
        logo=LogoView(kind=row.logo_kind, bytes=len(logo.content), width=logo.width, height=logo.height)
        if logo
        else None,
        placeholders=[PlaceholderView(name=name, turkish=turkish) for name, turkish in PLACEHOLDERS.items()],
        longest=dict(LONGEST),
        updated_at=row.updated_at if row else None,
        updated_by=row.updated_by if row else "",
    )


@router.get("", summary="Own texts, logo and wishes")
async def read(reading: InReading, principal: Reads) -> LetterTextsState:
    return await _state(reading, principal.company_id)


@router.put("", summary="Save them for all letters from now on", response_model=LetterTextsState)
async def save(
    body: LetterTextsInput, tx: InTransaction, principal: Administrator, once: Once, reader: InLanguage
) -> Response:
    async def work() -> LetterTextsState:
        command = SaveLetterTexts(
            principal.company_id, principal.name, _texts(body), body.amounts_in_mail, body.pdf_letter
        )
        await letter_texts.save(tx, command, reader.texts)
        return await _state(tx, principal.company_id)

    return await once.run(tx, work, status=200)


@router.delete("", summary="Letters as they come: no own texts, no logo, no other wishes", status_code=204)
async def reset(tx: InTransaction, principal: Administrator, once: Once) -> Response:
    async def work() -> None:
        await letter_texts.reset(tx, principal.company_id, by=principal.name)

    return await once.run(tx, work, status=204)


@router.get("/logo", summary="The logo", response_class=Response)
async def logo(reading: InReading, principal: Reads) -> Response:
    found = logo_of(await letter_settings.settings(reading, principal.company_id))
    if found is None:
        raise NotFound("The company has no logo.")
    return Response(found.content, media_type=f"image/{found.kind}", headers=STRICT)


@router.put(
    "/logo",
    summary="Save a logo",
    description="The body is the picture itself, PNG or JPEG, at most 100 KiB and 2000 × 2000.",
    response_model=LetterTextsState,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/png", "image/jpeg")
            },
        }
    },
)
async def put_logo(request: Request, tx: InTransaction, principal: Administrator, once: Once) -> Response:
    content = await request.body()
    if len(content) > LARGEST:
        raise TooLarge("The logo is larger than {most} bytes. Save it smaller and try again.", most=LARGEST)

    async def work() -> LetterTextsState:
        await letter_texts.put_logo(tx, principal.company_id, content, by=principal.name)
        return await _state(tx, principal.company_id)

    return await once.run(tx, work, status=200)


@router.delete("/logo", summary="Remove the logo", status_code=204)
async def remove_logo(tx: InTransaction, principal: Administrator, once: Once) -> Response:
    async def work() -> None:
        await letter_texts.remove_logo(tx, principal.company_id, by=principal.name)

    return await once.run(tx, work, status=204)


@router.post("/preview", summary="A letter exactly as it would be sent, its link masked")
async def preview(
    reading: InReading,
    principal: Reads,
    mailer: Mailer,
    reader: InLanguage,
    response: Response,
    body: Annotated[LetterPreviewInput | None, Body()] = None,
) -> LetterPreview:
    body = body or LetterPreviewInput()
    draft = None
    if body.draft is not None:
        texts = checked(_texts(body.draft), reader.texts)
        draft = Draft(texts, amounts=body.draft.amounts_in_mail, pdf=body.draft.pdf_letter)
    wish = Wish(body.message_id, body.reconciliation_id, body.language, body.reminder, draft)
    found = await _found(reading, principal.company_id, mailer, wish)
    response.headers.update(STRICT)
    return LetterPreview(
        message_id=found.letter.message_id,
        purpose=found.letter.purpose,
        language=found.words.language,
        subject=found.words.subject,
        html=_shown(found),
        text=found.words.text,
        attachments=[
            AttachmentView(name=part.name, kind=part.kind, bytes=len(part.content)) for part in found.attachments
        ],
    )


@router.get("/preview.html", summary="The same as a page of its own, under a strict policy", response_class=Response)
async def preview_page(
    reading: InReading,
    principal: Reads,
    mailer: Mailer,
    message_id: UUID | None = None,
    reconciliation_id: UUID | None = None,
    language: Annotated[Language | None, Query(description="Another one than its reader's.")] = None,
    reminder: bool = False,
) -> Response:
    wish = Wish(message_id, reconciliation_id, language, reminder)
    found = await _found(reading, principal.company_id, mailer, wish)
    return Response(_shown(found), media_type="text/html; charset=utf-8", headers=STRICT)


@router.get("/preview.pdf", summary="The PDF of a request, sent or not", response_class=Response)
async def preview_document(
    reading: InReading,
    principal: Reads,
    mailer: Mailer,
    message_id: UUID | None = None,
    reconciliation_id: UUID | None = None,
    language: Annotated[Language | None, Query(description="Another one than its reader's.")] = None,
) -> Response:
    wish = Wish(message_id, reconciliation_id, language, pdf=True)
    found = await _found(reading, principal.company_id, mailer, wish)
    if not found.attachments:
        raise NotFound("A receipt or a code has no PDF. Name a request.")
    (part,) = found.attachments
    named = {"Content-Disposition": f'inline; filename="{part.name}"'}
    return Response(part.content, media_type=part.kind, headers=STRICT | named)


async def _found(reading: Reading, company_id: UUID, mailer: MailerEdge, wish: Wish) -> Preview:
    try:
        found = await mailer.previews.of(reading, company_id, wish)
    except Unsendable as error:
        raise Invalid("No letter can be made of this: {why}.", code="unsendable", why=str(error)) from None
    if found is None:
        raise NotFound("There is no such message to look at. Send a campaign first, or name another message.")
    return found


def _shown(found: Preview) -> str:
    """The HTML with its logo inside: outside of a mail there is no part that `cid:` could name."""
    html = found.words.html
    for part in found.related:
        html = html.replace(f"cid:{part.content_id}", f"data:{part.kind};base64,{b64encode(part.content).decode()}")
    return html


def _texts(body: LetterTextsInput) -> dict[str, dict[str, str]]:
    return {language: texts.model_dump() for language, texts in body.texts.items()}
