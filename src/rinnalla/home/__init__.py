"""The public front page; the seeker's, supported person's and supporter's own pages; the referrer's door."""
