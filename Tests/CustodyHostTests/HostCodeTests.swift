import Crypto
import Custody
import Foundation
import Testing

@Suite("A host that imports Custody")
struct HostCodeTests {
    @Test("The README's code runs on a real directory")
    func runs() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("custody-host-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        func who(_ id: PrincipalID) -> Principal {
            Principal(id, Authentication(.workload, at: SystemClock().now(), by: "test", level: 2))
        }
        let answer = try await serve(
            directory.path, keys: LocalKeyProvider.ephemeral(),
            staff: Staff(importer: who("importer-1"), agent: who("agent-1"), officer: who("officer-1"), lead: who("lead-1")),
            leadKey: Curve25519.Signing.PrivateKey())
        #expect(answer.email == "ada@example.org")
        #expect(answer.certificate.isSigned(by: answer.certificate.publicKey))
    }

    @Test("The README shows the code that is compiled here")
    func readmeIsCurrent() throws {
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let readme = try String(contentsOf: here.appendingPathComponent("../../README.md"), encoding: .utf8)
        let code = try String(contentsOf: here.appendingPathComponent("HostCode.swift"), encoding: .utf8)
        func lines(_ text: String) -> [String] {
            text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
        let blocks = readme.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
        let host = try #require(blocks.first { $0.contains("PersonalRecord") })
        let known = Set(lines(code))
        for line in lines(host) where line != "import Custody" {
            #expect(known.contains(line), "the README shows a line that is not compiled: \(line)")
        }
    }
}
