"""审核: rules as data, a small safe expression language, and what judges a period by them.

`language` reads an expression, `meaning` binds its words to what the office keeps, `rulebook` decodes
rules; `frame` holds the figures, `exact` and `vectors` evaluate one expression in two worlds (one cell
exactly, all cells quickly), `run` puts them together; `heads` and `outliers` look where no expression can.
"""

from __future__ import annotations
