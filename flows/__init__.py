"""When and where documents are read, checked and published, and how a person is told."""
