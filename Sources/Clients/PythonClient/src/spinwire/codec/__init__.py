"""JSON encoding of what travels between a program and its user.

A value that JSON has no form for becomes ``{"__type__": T, "__value__": V}``, at any depth:

==================== ================================================================ =============
T                    V                                                                needs
==================== ================================================================ =============
complex              ``[re, im]``
datetime             ISO 8601 text, of a date as well
set                  list; of a frozen set with ``__frozen__`` beside it
to_json              the text that ``to_json()`` returned; decoded to that text
ndarray              base64 of zlib of ``.npy``; object arrays: nested list, with      numpy
                     ``__shape__`` beside it
spmatrix             base64 of ``.npz``, with ``__format__`` beside it where SciPy's   scipy
                     archive has no such format
QuantumCircuit       base64 of zlib of QPY                                            qiskit
Instruction          the same, of a circuit that holds nothing else                   qiskit
Parameter            base64 of QPY's form of one parameter                            qiskit
ParameterExpression  base64 of QPY's form of one expression, with                     qiskit
                     ``__qpy_version__`` beside it
Result               the result's dictionary                                          qiskit
settings             constructor keywords, beside ``__module__`` and ``__class__``
NoiseModel           the model's dictionary, with ``__basis_gates__`` beside it       qiskit_aer
ObservablesArray, SparseObservable, BindingsArray, BitArray, DataBin, PubResult,
SamplerPubResult, EstimatorPubResult, PrimitiveResult: see ``primitives.py``          qiskit
==================== ================================================================ =============

A NumPy number of extended precision, an infinity and what is no number travel as an ``ndarray``
without axes, with ``__scalar__`` beside it: ``float128`` or ``complex256``, ``inf``, ``-inf``,
``nan``. So what is written is JSON whatever the value, and decoders of other services read an array
of one number, which computes as the number does.

What stands beside ``__value__`` makes the value exact for this decoder; those of other services do
not look at it. A dictionary with integer keys has a further key ``__int_keys__``: see ``keys.py``.

Not wrapped: other NumPy scalars become numbers, tuples and coupling maps lists, and primitives'
pubs lists. A callable is an error that names it, or ``null`` with a warning where
``callables_as_none`` says so.

Decisions:

1. **There is one codec.** The package that a user installs and the processes that run programs use
   these files: the harness has no copy, and the executor puts this package's folder on its
   programs' path (``python_client`` in the topology). So both ends always agree.
2. **Decoding runs nobody's code**, at either end: no module is imported by a payload's word,
   nothing is unpickled or evaluated, and what a payload claims of its size is checked against its
   bytes. Expressions in forms of QPY older than 13 are the one exception, where the installed
   Qiskit can only evaluate them: they stay wrapped, but for ``inside_sandbox``.
3. **Circuits are written in the newest QPY that the installed Qiskit and the clients of other
   services have in common.** No Qiskit reads circuits of a later one, so a program in an older
   environment cannot be given a circuit by a newer client.

Importing this package imports neither NumPy nor Qiskit: the encoder recognises a value by the name
of its class, and the decoder imports what a wrapped value asks for.
"""

from spinwire.codec.decoder import RuntimeDecoder
from spinwire.codec.encoder import RuntimeEncoder
from spinwire.codec.result_decoder import ResultDecoder

__all__ = ["ResultDecoder", "RuntimeDecoder", "RuntimeEncoder"]
