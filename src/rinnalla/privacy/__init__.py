"""What one's own data is owed: a copy of it all, erasure of it all, and erasure by schedule; what stays is counts."""
