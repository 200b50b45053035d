"""Measures of a relation. Each is pure, tables in and tables out, and has a file of its own."""
