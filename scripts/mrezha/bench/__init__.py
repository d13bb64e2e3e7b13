"""Measure the product beside its peers: a made-up corpus, timed commands, a report.

A tool beside the product: nothing else imports it, and it runs the product only through
its command line.
"""
