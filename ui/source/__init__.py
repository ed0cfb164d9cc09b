"""The source beside the conversation: a quote in its place in the file. May import `look`."""
