"""The wall between associations, kept by PostgreSQL itself: whose rows a page may touch, and who says so (R35)."""
