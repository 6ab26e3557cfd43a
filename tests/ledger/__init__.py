"""The record: chains, their verification, and the log of looks."""
