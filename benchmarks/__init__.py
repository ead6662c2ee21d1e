"""Measurements that can be repeated, one command each."""
