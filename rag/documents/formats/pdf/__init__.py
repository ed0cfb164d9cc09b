"""PDF files, and pictures of text."""
