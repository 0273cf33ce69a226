"""Viewing: a file opened as a page, by a process of its own that can do nothing else, and ends when it takes too much."""
