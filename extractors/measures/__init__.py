"""Quantities that a text states, as data: numbers, units, bounds, subjects and places."""
