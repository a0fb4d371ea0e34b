"""The process that program processes are forked from, and what a child does until the program
starts.

The zygote imports what programs need and nothing else: it never runs what it imported, because that
may start threads, and a forked child of a process with threads can deadlock. Only the standard
library is used.
"""
