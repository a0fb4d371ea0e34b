"""JSON encoding of what travels between a program and its user.

A value that JSON has no form for becomes ``{"__type__": T, "__value__": V}``, at any depth:

==================== ================================================================ =============
T                    V                                                                needs
==================== ================================================================ =============
complex              ``[re, im]``
datetime             ISO 8601 text
set                  list
to_json              the text that ``to_json()`` returned; decoded to that text
ndarray              base64 of zlib of ``.npy``; object arrays: nested list           numpy
spmatrix             base64 of ``.npz``                                               scipy
QuantumCircuit       base64 of zlib of QPY                                            qiskit
Instruction          the same, of a circuit that holds nothing else                   qiskit
Parameter            base64 of QPY's form of one parameter                            qiskit
ParameterExpression  base64 of QPY's form of one expression                           qiskit
Result               the result's dictionary                                          qiskit
settings             constructor keywords, beside ``__module__`` and ``__class__``     sandbox
NoiseModel           the model's dictionary                                           qiskit_aer
ObservablesArray, BindingsArray, BitArray, DataBin, PubResult, SamplerPubResult,
EstimatorPubResult, PrimitiveResult: see ``primitives.py``                            qiskit
==================== ================================================================ =============

Not wrapped: NumPy scalars become numbers, tuples and coupling maps lists, primitives' pubs
become lists, and a callable becomes ``null`` with a warning. Integer keys of dictionaries become
text.

Importing this package imports neither NumPy nor Qiskit: the encoder recognises a value by the name
of its class, and the decoder imports what a wrapped value asks for.
"""

from spinwire.codec.decoder import RuntimeDecoder
from spinwire.codec.encoder import RuntimeEncoder
from spinwire.codec.result_decoder import ResultDecoder

__all__ = ["ResultDecoder", "RuntimeDecoder", "RuntimeEncoder"]
