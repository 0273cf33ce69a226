"""What happens in the graph database: every statement, every transaction, the embedded engine."""
