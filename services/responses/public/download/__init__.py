"""The statement to keep: what the page shows, as a PDF and as a workbook with every document."""
