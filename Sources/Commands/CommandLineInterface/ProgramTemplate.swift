/// The files that a new program begins with.
package enum ProgramTemplate {
    /// The names and texts of the files of a program of that name.
    package static func files(name: String) -> [(name: String, text: String)] {
        let stem = name.replacing("-", with: "_")
        return [("\(stem).py", Self.source), ("\(stem).json", Self.metadata(name))]
    }

    private static let source = ##"""
        """Says in a sentence what the program is for."""

        from qiskit import QuantumCircuit, transpile


        def main(backend, user_messenger, shots: int = 1000, rounds: int = 3):
            """Prepares a Bell pair again and again, and tells how often both qubits agree.

            Args:
                backend: Runs the circuits.
                user_messenger: Takes ``{"round": n, "agreement": share}`` after each round.
                shots: Runs of the circuit in each round.
                rounds: How many rounds.

            Returns:
                ``{"agreement": share}``, over all rounds.
            """
            circuit = QuantumCircuit(2)
            circuit.h(0)
            circuit.cx(0, 1)
            circuit.measure_all()
            circuit = transpile(circuit, backend)

            agreed = 0
            for number in range(rounds):
                counts = backend.run(circuit, shots=shots).result().get_counts()
                equal = counts.get("00", 0) + counts.get("11", 0)
                agreed += equal
                user_messenger.publish({"round": number, "agreement": equal / shots})
            return {"agreement": agreed / (shots * rounds)}

        """##

    private static func metadata(_ name: String) -> String {
        #"""
        {
          "name": "\#(name)",
          "description": "Says in a sentence what the program is for.",
          "max_execution_time": 300,
          "spec": {
            "backend_requirements": {"min_num_qubits": 2},
            "parameters": {
              "$schema": "https://json-schema.org/draft/2019-09/schema",
              "type": "object",
              "properties": {
                "shots": {
                  "description": "Runs of the circuit in each round.",
                  "type": "integer",
                  "minimum": 1,
                  "default": 1000
                },
                "rounds": {
                  "description": "How many rounds.",
                  "type": "integer",
                  "minimum": 1,
                  "default": 3
                }
              }
            },
            "return_values": {
              "$schema": "https://json-schema.org/draft/2019-09/schema",
              "type": "object",
              "properties": {"agreement": {"description": "Share of equal outcomes.", "type": "number"}},
              "required": ["agreement"]
            },
            "interim_results": {
              "$schema": "https://json-schema.org/draft/2019-09/schema",
              "type": "object",
              "properties": {
                "round": {"description": "Number of the round, from 0.", "type": "integer"},
                "agreement": {"description": "Share of equal outcomes in it.", "type": "number"}
              }
            }
          }
        }

        """#
    }
}
