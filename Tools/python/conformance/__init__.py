"""Seeded random models for every operator, run by LiteRT's reference kernels and by vbg."""
