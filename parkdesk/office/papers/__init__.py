"""The catalogue of papers: every report is declared once here, and everything else is derived from it.

How to add a report:

1. Write the pure part in `parkdesk/reports/`: a function from plain values to a `Report` (see `values.py`).
   A text on the official page is a `Report` with paragraphs; a table for the wall is `Report(..., form=FormPage(...))`.
2. Write the joining part in a module of this package: a function `(Asked) -> Report` that reads what is needed
   through `asked.store` (and office functions), and calls the pure part. What is not there is told with
   `nothing_yet(...)`: never an empty table.
3. Declare it at the end of that module in `PAPERS = (Paper(...), ...)`, and add the module's `PAPERS` to
   `catalogue.CATALOGUE`.

The command line (`report DESK NAME`), the page 报表, packs (one for each leader, department, unit) and the tests that
walk the catalogue follow by themselves. `Paper.each` names for whom a pack is made: a function that returns the names;
`asked.whom` then holds one of them, or "" for everybody at once.
"""
