"""The domain of a national network of trade unions: pure rules, no I/O, no clock."""
