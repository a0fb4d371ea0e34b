"""The part of Spinwire that runs inside a program's process, next to the program.

``runner.run(channel)`` is the entry: it takes the start frame, runs the program, and sends its
outcome. The package needs ``spinwire`` (the Python client) on the path, for the JSON codec; Qiskit
only for a backend. Frames of the program channel are described in ``frames``, of the circuit
channel in ``circuit_channel``.
"""
