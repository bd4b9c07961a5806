"""The static site that people look at: the published rows beside the pages that they were read from."""
