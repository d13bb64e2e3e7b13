"""Мрежа: records about social enterprises, checked and turned into a static site."""
