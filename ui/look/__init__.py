"""The look of the page, and small pieces that all its parts use. Imports no other part."""
