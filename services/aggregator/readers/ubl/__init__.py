"""UBL-TR documents (e-Fatura, e-Arşiv), alone, in envelopes or in archives, turned into movements (domain.md §5.1…5.3)."""
