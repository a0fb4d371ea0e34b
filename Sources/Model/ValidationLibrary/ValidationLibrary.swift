import EncodedValues
import JSONSchema

// The validator for processes that are not ours: a dynamic library with three functions, which a program's process
// loads. `spinwire_program/validation.py` is the other side.

/// Asked for the rules that need a decoded value: the wrapper and the rules as JSON, and room for a sentence.
///
/// - Returns: how many bytes of UTF-8 the sentence has; 0 when the value fits.
public typealias DeepCheckFunction =
    @convention(c) (
        UnsafePointer<UInt8>?, Int, UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt8>?, Int
    ) -> Int

/// Compiles a schema; `nil` for one that is wrong. ``releaseSchema(_:)`` gives it back.
@_cdecl("spinwire_schema_make")
public func makeSchema(
    _ text: UnsafePointer<UInt8>?, _ byteCount: Int, _ deepCheck: @escaping DeepCheckFunction
) -> UnsafeMutableRawPointer? {
    let bytes = Array(UnsafeBufferPointer(start: text, count: byteCount))
    // What is wrong with a schema was told when its program was uploaded.
    guard let validator = try? SchemaValidator(bytes, deepCheck: deepCheck) else { return nil }
    return Unmanaged.passRetained(validator).toOpaque()
}

/// Holds a value against a schema.
///
/// - Parameters:
///   - answer: room for JSON: a list of objects with `path`, `rule` and `problem`; empty when the value fits.
///   - answerByteCountMax: at least 2. Violations that do not fit in are left out.
/// - Returns: the length of the answer.
@_cdecl("spinwire_schema_check")
public func check(
    _ schema: UnsafeMutableRawPointer, _ value: UnsafePointer<UInt8>?, _ byteCount: Int,
    _ answer: UnsafeMutablePointer<UInt8>, _ answerByteCountMax: Int
) -> Int {
    let validator = Unmanaged<SchemaValidator>.fromOpaque(schema).takeUnretainedValue()
    let bytes = Array(UnsafeBufferPointer(start: value, count: byteCount))
    let text = validator.answer(on: bytes, byteCountMax: answerByteCountMax)
    for (place, byte) in text.enumerated() { answer[place] = byte }
    return text.count
}

/// Gives a schema back.
@_cdecl("spinwire_schema_release")
public func releaseSchema(_ schema: UnsafeMutableRawPointer) {
    Unmanaged<SchemaValidator>.fromOpaque(schema).release()
}
