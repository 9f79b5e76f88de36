"""The coordinator's day: one worklist made from every room; the union's pages; the import of spreadsheets."""
