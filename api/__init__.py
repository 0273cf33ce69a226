"""Every way in and out: HTTP, the `orgnet` command."""
