import ExecutorCore
import Foundation
import Sandbox
import Testing

@Suite struct ZygoteEventTests {
    private static func decode(_ text: String) throws -> ZygoteEvent {
        try JSONDecoder().decode(ZygoteEvent.self, from: Data(text.utf8))
    }

    @Test func everyEventIsUnderstood() throws {
        let started =
            #"{"event":"started","python":"3","preload_seconds":0.5,"missing":["x"],"pid_namespaces":true}"#
        #expect(
            try Self.decode(started)
                == .started(preloadSeconds: 0.5, missing: ["x"], givesPIDNamespaces: true))
        #expect(try Self.decode(#"{"event":"forked","id":3,"pid":7}"#) == .forked(id: 3))
        #expect(
            try Self.decode(#"{"event":"locked","id":3,"features":5}"#)
                == .locked(id: 3, protections: [.userNamespace, .privateRoot]))
        #expect(
            try Self.decode(#"{"event":"failed","id":3,"code":"c","message":"m"}"#)
                == .failed(id: 3, code: "c", message: "m"))
        #expect(
            try Self.decode(#"{"event":"exited","id":3,"code":2,"signal":null}"#) == .exited(id: 3, .code(2)))
        #expect(
            try Self.decode(#"{"event":"exited","id":3,"code":null,"signal":9}"#)
                == .exited(id: 3, .signal(9)))
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"event":"dance"}"#, #"{"event":"forked"}"#, #"{"event":"exited","id":1}"#,
        #"{"event":"locked","id":1,"features":-1}"#, #"{"event":"exited","id":1,"code":null,"signal":"x"}"#,
    ])
    func anythingElseIsAnError(text: String) {
        #expect(throws: (any Error).self) { try Self.decode(text) }
    }
}
