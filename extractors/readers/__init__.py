"""The readers, one for each format, each turning bytes into a Document; the only code that knows a format."""
