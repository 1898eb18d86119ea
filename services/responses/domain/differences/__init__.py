"""Why two books differ: both ledgers of one month laid side by side, document by document (domain.md §2.6, §7.3 number 2).

`finder.compare` is the door. Each step takes documents out of both ledgers and never puts one back, so that every document ends
in exactly one place and *explained + unexplained = difference* holds to the kuruş by construction. All amounts are whole kuruş,
all sides those of the asking company, and "here" is the asking company's books, "there" the counterparty's.
"""
