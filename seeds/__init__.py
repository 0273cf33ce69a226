"""The sample network and the sample story, reproducible at any size up to the nation."""
