#if Service
    import Custody
    import CustodyService
    import Foundation
    import ServiceLifecycleTestKit
    import Testing

    @Suite("A service as the README shows it")
    struct ServiceCodeTests {
        private struct Desk: Office {
            let diary: Diary
            func keep(_ certificate: ErasureCertificate) async throws { diary.note("certificate") }
            func keep(_ gap: AuditGap) async throws { diary.note("gap") }
            func tell(_ due: Chore.Due) async throws { diary.note("due") }
        }

        @Test("The README's code runs, and ends in order")
        func runs() async throws {
            let bed = ServiceBed()
            let (service, _) = try await joined(
                bed.custodian(), by: { bed.who("keeper-1") }, logs: NotedAnchor(bed.diary), erasures: InMemoryErasureAnchor(),
                office: Desk(diary: bed.diary))
            try await testGracefulShutdown { trigger in
                trigger.triggerGracefulShutdown()
                try await service.run()
            }
            #expect(!bed.diary.lines.contains("due") && bed.diary.lines.last == "closed")
        }

        @Test("The README shows the code that is compiled here")
        func readmeIsCurrent() throws {
            let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            let readme = try String(contentsOf: here.appendingPathComponent("../../README.md"), encoding: .utf8)
            let code = try String(contentsOf: here.appendingPathComponent("ServiceCode.swift"), encoding: .utf8)
            let from = try #require(code.range(of: "// README: begins\n")).upperBound
            let to = try #require(code.range(of: "\n        // README: ends", range: from..<code.endIndex)).lowerBound
            let shown = code[from..<to].components(separatedBy: "\n").map { $0.dropFirst(8) }.joined(separator: "\n")
            #expect(readme.contains("```swift\n\(shown)\n```"))
        }
    }
#endif
