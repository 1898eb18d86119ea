"""The package's own explanation, in both languages in one file: whoever opens it may read either."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Any

_TEXT = Template("""\
DENETÇİ PAKETİ · AUDITOR'S PACKAGE
$company
$description
$made_at · $made_by

TÜRKÇE
------
Bu paket, bir mutabakat gönderimi hakkında bilinen her şeyi içerir ve onu hazırlayan program olmadan denetlenebilir.

  summary.xlsx                  özet; cariler, yanıtlar, e-postalar, SMTP teslimleri, durum geçmişi
  counterparties/*.pdf          her cari için bir sayfa; yanıtların imzalı kayıtları PDF'in içindedir
  data/*.json, data/*.jsonl     aynı bilgiler, programların okuyacağı biçimde
  evidence/evidence.jsonl       gösterilen rakam ve belgeler, bağlantılar, mühürlü yanıtlar (imzalı)
  evidence/receipts/*.json      her yanıtın imzalı kaydı
  ledgers/                      karşı tarafların gönderdiği defter dosyaları
  SHA256SUMS(.seal.json)        bütün dosyaların özetleri ve bu listenin imzası
  keys.pem                      imzaların açık anahtarları
  verify.py                     denetleyici: yalnızca Python 3.9+ ister, ağ kullanmaz

Denetlemek için:   python3 verify.py          (klasörde)
             ya da python3 verify.py PAKET.zip

Anahtarları şirketin yayımladığıyla karşılaştırın: yanıt sayfasının adresinde /verify/key.pem. Ayrı aldığınız anahtarla denetim:
python3 verify.py --key ANAHTAR.pem . Programın kendisine güvenmek istemiyorsanız "sha256sum -c SHA256SUMS" da özetleri denetler.

Neyi kanıtlar: her karşı tarafa tam olarak ne gösterildiğini; hangi yanıtın hangi kişisel bağlantıdan, ne zaman verildiğini;
yanıtların sonradan değiştirilmediğini, silinmediğini, araya yanıt eklenmediğini.
Neyi kanıtlamaz: bağlantıyı açan kişinin kimliğini ve yetkisini; e-posta kayıtlarını ve durumları (şirketin kendi sistem
kayıtlarıdır); yanıt vermeyenin mutabık olduğunu. Susmak mutabakat değildir. Bu paket bağımsız denetçinin doğrulama sürecini
(BDS 505) kendi denetiminde yürütmesinin yerini tutmaz.
$sample_tr
ENGLISH
-------
This package holds all that is known of one request for confirmation, and can be checked without the program that made it.

  summary.xlsx                  summary; counterparties, answers, mails, SMTP hand-overs, status history
  counterparties/*.pdf          a page per counterparty; the signed records of its answers lie inside the PDF
  data/*.json, data/*.jsonl     the same for programs
  evidence/evidence.jsonl       figures and documents that were shown, links, sealed answers (signed)
  evidence/receipts/*.json      the signed record of every answer
  ledgers/                      files of their own books that counterparties sent
  SHA256SUMS(.seal.json)        hashes of all files, and the signature over that list
  keys.pem                      public keys of the signatures
  verify.py                     the verifier: needs Python 3.9+ and nothing else, uses no network

To check:   python3 verify.py               (in the folder)
       or   python3 verify.py PACKAGE.zip

Compare the keys with those that the company publishes: /verify/key.pem at the address of its answer page. To check with a key
that you got yourself: python3 verify.py --key KEY.pem . If you do not want to trust the verifier, "sha256sum -c SHA256SUMS"
checks the hashes, too.

What it proves: what exactly each counterparty was shown; which answer was given through which personal link, and when; that no
answer was changed, removed or put in between later.
What it does not prove: who opened the link and whether they were entitled; the records of mails and states (they are the
company's own); that whoever was silent agrees. Silence is no agreement. This package does not replace a confirmation process
under the auditor's own control (ISA 505).
$sample_en""")

_SAMPLE_TR = Template("""
Bu paket gönderimin tamamını değil, bir örneklemini içerir: $population cariden $drawn tanesi,
$drawn_amount / $population_amount TL. Yöntem $method$parameters; çeken: $drawn_by, $drawn_at.
Aynı örneklemi yeniden çekmek için gereken her şey data/campaign.json içindedir. Kanıt dosyası gönderimin tamamını kapsar.
""")
_SAMPLE_EN = Template("""
This package is of a sample of the request, not of all of it: $drawn of $population counterparties, $drawn_amount of
$population_amount TRY. Method $method$parameters; drawn by $drawn_by, $drawn_at. All that it takes to draw the same sample again
stands in data/campaign.json. The evidence file covers the whole request.
""")


def _about(sample: Mapping[str, Any]) -> dict[str, Any]:
    parameters = [f"{name} {sample[name]}" for name in ("size", "interval", "seed") if name in sample]
    return {**sample, "drawn": len(sample["drawn"]), "parameters": "".join(f", {one}" for one in parameters)}


def readme(
    *, company: str, description: str, made_at: str, made_by: str, sample: Mapping[str, Any] | None = None
) -> bytes:
    """Lines end as Windows' Notepad of old wants them, too."""
    text = _TEXT.substitute(
        company=company,
        description=description,
        made_at=made_at,
        made_by=made_by,
        sample_tr=_SAMPLE_TR.substitute(_about(sample)) if sample else "",
        sample_en=_SAMPLE_EN.substitute(_about(sample)) if sample else "",
    )
    return ("\ufeff" + text).replace("\n", "\r\n").encode()
