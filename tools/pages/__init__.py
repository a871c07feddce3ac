"""Generated pages of docs/: each module makes texts from the collection's own data, `tools.generate_docs` writes them."""
