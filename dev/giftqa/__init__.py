"""Checks of the repository: lint, tests, translations, generated documents.

Standard library only, so that the scripts run before anything is provisioned.
"""
