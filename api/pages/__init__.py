"""The pages: what people see in a browser, rendered here from the same domain as the interface under `/api/v1`."""
