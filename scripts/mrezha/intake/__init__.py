"""Submissions of visitors become proposals: read, merged, checked, put on a branch to review."""
