"""The reconciliations: each a pure function from what a document states to rows that say what it comes to when worked out again."""
