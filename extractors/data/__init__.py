"""Vocabularies that are data: how real documents word what the code looks for."""
