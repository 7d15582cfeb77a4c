"""Calculations that share no code with the product."""
