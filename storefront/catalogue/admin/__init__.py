"""The staff pages of the catalogue; every change goes through an operation."""

from . import classes, places, product, words  # noqa: F401  (they register themselves)
