"""What a recogniser yields: a row as a mapping from column to value, without the columns that every dataset begins with."""

Row = dict[str, object]
