"""Braces, of another language."""


def main() {}
