"""One module per family of file formats; each turns the bytes of a file into text."""
