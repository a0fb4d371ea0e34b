"""Names of earlier generations, for programs that were written against them.

``install()`` makes these imports work next to a current Qiskit, without loading anything before a
program asks for it:

* ``qiskit_ibm_runtime``: ``RuntimeEncoder``, ``RuntimeDecoder``, ``UserMessenger``,
  ``ResultDecoder``, ``ProgramBackend``, and the module ``program``. Where the package is installed
  it stays whole, and is loaded when something else of it is asked for: that takes about a second.
* ``qiskit.providers.ibmq`` with ``RunnerResult``, ``runtime`` and what is below it.
* ``qiskit.tools.jupyter``, which in a notebook brings the magic ``qiskit_copyright``.
* ``qiskit.providers.aer`` for ``qiskit_aer``, ``retworkx`` for ``rustworkx``.
* ``qiskit.IBMQ`` with a provider whose ``runtime`` is a ``RuntimeService``.
* ``qiskit.Aer``, ``qiskit.execute``, ``qiskit.providers.BaseBackend``, ``qiskit.compiler.schedule``
  and ``assemble`` (which raise when called), classes as attributes of
  ``qiskit.circuit.library.n_local``.
* ``QuantumCircuit.bind_parameters``, ``cnot``, ``i``, ``toffoli``, ``fredkin``, ``mct``, ``u1``,
  ``u2``, ``u3``, ``cu1``, ``cu3``, ``qasm``, and ``c_if`` on what a circuit's methods return.

Where the installed packages have a name themselves, theirs is used, except for the codec, the
messenger, and what is below ``qiskit_ibm_runtime.program`` and ``qiskit.providers.ibmq``. The
transpiler plugins of ``qiskit_ibm_runtime``, which Qiskit loads before its first transpilation, are
loaded when one is chosen instead.
"""

from spinwire.compat.finder import install

__all__ = ["install"]
