"""The logo inside a letter: a part of the mail itself, never fetched from anywhere."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from services.mailer.letters.assembly import Part
from services.mailer.letters.style import Logo


def _content_id(domain: str) -> str:
    return f"logo@{domain}"


@lru_cache(maxsize=64)
def logo_part(logo: Logo, domain: str) -> Part:
    """Encoded once per logo."""
    name = f"logo.{'jpg' if logo.kind == 'jpeg' else 'png'}"
    return Part(f"image/{logo.kind}", logo.content, name=name, content_id=_content_id(domain))


def logo_markup(logo: Logo | None, company: str, domain: str) -> Markup:
    """The picture with the company's name for who does not see it; nothing where there is no logo."""
    if logo is None:
        return Markup("")
    return Markup(
        '<div class="plate" style="margin:0 0 12px 0"><img src="cid:{}" width="{}" height="{}" alt="{}" style="{}"></div>'
    ).format(
        _content_id(domain),
        logo.width,
        logo.height,
        company,
        "display:block;border:8px solid #fdfdfd;background-color:#fdfdfd",
    )
