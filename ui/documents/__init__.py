"""The documents: what is indexed, and how visitors change it. May import `look`."""
