"""Attributes and methods of backends, earlier and current."""


def main(backend, user_messenger, **kwargs):
    """Entry point."""
    configuration = backend.configuration()
    return {
        "name": backend.name(),
        "current_name": str(backend.name),
        "qubits": backend.num_qubits,
        "earlier_qubits": configuration.n_qubits,
        "basis_gates": list(configuration.basis_gates),
        "earlier_name": configuration.backend_name,
        "operations": sorted(backend.operation_names),
    }
