"""Frozen in Time: a joint encoder of videos and pictures that looks over space and time at once.

May import torch, transformers, tokenizers, and the rest of `core.encode` but its backends.
Source: Bain et al., Frozen in Time, arXiv 2104.00650.
"""
