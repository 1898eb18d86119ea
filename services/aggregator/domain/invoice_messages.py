"""What reports say about electronic documents (UBL-TR); part of `problems.MESSAGES`. Codes that begin with `skipped_` say why a
document is no movement."""

from __future__ import annotations

from collections.abc import Mapping

from shared.text import N_

INVOICE_MESSAGES: Mapping[str, str] = {
    # the file
    "no_documents": N_("No electronic document (UBL-TR) was found in the file; there is nothing to import."),
    "own_tax_number_needed": N_(
        "The documents do not say which of their parties you are ({numbers}). Enter your own tax number and import again."
    ),
    "seller_assumed": N_("Your tax number was not given; the invoice was read as its seller ({masked}) sees it."),
    # the document
    "element_missing": N_("The document has no {element}, so it cannot be taken."),
    "bad_document_date": N_("“{cell}” is no date as documents write it (2026-10-31)."),
    "not_ours": N_(
        "Neither seller nor buyer of this document ({numbers}) has your tax number {own}. It belongs to another company."
    ),
    "own_number_on_both_sides": N_(
        "Your tax number {own} is both the seller's and the buyer's; it was read as a sale."
    ),
    "unknown_invoice_type": N_("The invoice type “{cell}” is not known; it was read as an ordinary invoice. Check it."),
    "document_differs": N_(
        "This document stands in the file twice, as number {first_row} too, and does not say the same there. "
        "Number {first_row} counts."
    ),
    "uuid_repeated": N_(
        "Another document of the file has the ETTN {uuid} too. This one is told apart by its number and date instead."
    ),
    # its amounts
    "bad_amount": N_("“{cell}” is no amount as documents write it (1234.56)."),
    "base_disputed": N_(
        "The document's own numbers do not agree on the amount without KDV: {readings}. {amount} was taken "
        "(total less KDV). A: TaxExclusiveAmount, B: base of the KDV, C: lines less discounts plus charges, D: total less KDV."
    ),
    "total_missing": N_("The document has no total with KDV; the amount {amount} was taken from reading {candidate}."),
    "special_base": N_(
        "The KDV of this document has a special base (özel matrah). Check by hand which amount without KDV counts."
    ),
    "negative_invoice": N_(
        "The amount {amount} is negative, but the document is no return. Ask the issuer for a return invoice or correct it."
    ),
    "totals_in_other_currency": N_("The document is in {currency}, but its totals are in {written}."),
    "taxes_in_other_currency": N_("The taxes of the document are in another currency ({cell}) than its totals."),
    "rate_swapped": N_(
        "The rate {cell} is written as that of TRY in {currency}; it was read as TRY for 1 {currency}. Check it."
    ),
    "rate_unclear": N_("The rate {cell} is written as that of TRY in {currency}; what it means is unclear."),
    # its parties
    "buyer_missing": N_(
        "The document is made out to the customs ministry and does not name the true buyer (BuyerCustomerParty)."
    ),
    "buyer_country_unknown": N_(
        "“{cell}” is no country; the buyer is abroad, its country is unknown. Complete the card."
    ),
    "party_missing": N_("The document names no counterparty."),
    "party_name_missing": N_(
        "The document gives no name for its counterparty; {masked} stands for it. Complete the card."
    ),
    "party_number_missing": N_("The document gives no tax number for its counterparty {title}."),
    # why others were left out
    "skipped_no_xml": N_("Not an XML file."),
    "skipped_other_xml": N_("An XML file that is no document (“{element}”)."),
    "skipped_despatch_advice": N_("A despatch advice (e-İrsaliye) has no amounts that count."),
    "skipped_receipt_advice": N_("A receipt advice (answer to an e-İrsaliye) has no amounts that count."),
    "skipped_credit_note": N_("A credit note (e-Müstahsil) is not read from XML; import it as a table."),
    "skipped_response": N_("An answer that changes no invoice ({code})."),
    "skipped_response_of_others": N_("An answer between two other companies."),
    "skipped_repetition": N_("The same document as number {first_row}."),
}
