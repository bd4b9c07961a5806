"""The section recognisers, one for each kind of section."""
