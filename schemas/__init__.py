"""What is true of the published data: fields, datasets, keys, vocabularies and the rules that rows must keep."""
