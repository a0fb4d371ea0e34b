import Foundation
package import RuntimeModel

/// Compares what `main` declares with the schema of its inputs. The source is only parsed, never run or imported.
package enum SignatureCheck {
    /// Compares names, required ones, types and defaults.
    ///
    /// - Parameter parameters: the schema, `spec.parameters`.
    package static func check(
        _ source: String, parameters: JSONValue?, searchPath: String?
    ) async -> ProgramFinding {
        let name = "schema"
        guard let parameters, parameters.objectValue?["properties"]?.objectValue != nil else {
            return ProgramFinding(name, .skipped, "the metadata's spec.parameters has no properties")
        }
        let question = JSONText.bytes(JSONValue.object(["source": .string(source), "schema": parameters]))
        guard let answer = await PythonParser.run(Self.parser, input: question, searchPath: searchPath),
            let problems = try? JSONDecoder().decode([String]?.self, from: Data(answer))
        else {
            return ProgramFinding(
                name, .skipped, "main is not a plain function of the module, or there is no python3")
        }
        return ProgramFinding(name, problems: problems, otherwise: "main takes what spec.parameters declares")
    }

    /// Reads the source and the schema from stdin, prints the problems, or `null` where `main` hides its arguments.
    private static let parser = """
        import ast, json, sys
        given = json.load(sys.stdin)
        properties = given["schema"]["properties"]
        required = given["schema"].get("required", [])
        main = None
        for node in ast.parse(given["source"]).body:
            if isinstance(node, ast.FunctionDef) and node.name == "main":
                main = node
        if main is None or main.decorator_list:
            print("null")
            sys.exit(0)
        found = main.args
        places = found.posonlyargs + found.args
        defaults = [None] * (len(places) - len(found.defaults)) + found.defaults
        named = list(zip(places, defaults))[2:] + list(zip(found.kwonlyargs, found.kw_defaults))
        types = {"int": {"integer"}, "float": {"number", "integer"}, "str": {"string"}, "bool": {"boolean"},
                 "list": {"array"}, "dict": {"object"}}
        problems = []
        for argument, default in named:
            schema = properties.get(argument.arg)
            if schema is None:
                problems.append("main takes " + argument.arg + ", which spec.parameters does not declare")
                continue
            if default is None and argument.arg not in required and "default" not in schema:
                problems.append("main needs " + argument.arg + ", which spec.parameters does not require")
            annotation = argument.annotation.id if isinstance(argument.annotation, ast.Name) else None
            stated = schema.get("type")
            stated = {stated} if isinstance(stated, str) else set(stated or [])
            if annotation in types and stated and not stated & types[annotation]:
                problems.append(argument.arg + " is " + annotation + " in main and "
                                + " or ".join(sorted(stated)) + " in spec.parameters")
            if isinstance(default, ast.Constant) and default.value is not None and "default" in schema:
                if default.value != schema["default"]:
                    problems.append("the default of " + argument.arg + " is " + json.dumps(default.value)
                                    + " in main and " + json.dumps(schema["default"]) + " in spec.parameters")
        if found.kwarg is None:
            for name in properties:
                if name not in {argument.arg for argument, _ in named}:
                    problems.append("spec.parameters declares " + name + ", which main does not take")
        print(json.dumps(problems))
        """
}
