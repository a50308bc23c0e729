#if SQLite
    import CustodyAudit
    import CustodyCore
    import CustodyFaults
    import CustodyFiles
    import CustodyKeys
    import CustodyModel
    import Testing

    /// The same sequences of operations in memory, on files and on SQLite must get the same answers.
    @Suite("Memory, files and SQLite answer alike", .serialized)
    struct DifferentialTests {
        /// Stores, and sequences on each of them. A later sequence finds what an earlier one left.
        private static let seeds = (0..<20).map { UInt64(8_000 + $0) }
        private static let sequences = 105

        @Test("on the same sequences", arguments: seeds)
        func alike(_ seed: UInt64) async throws {
            try await SQLiteBed.fresh { bed in
                let backends = try await [
                    ("memory", Backends.inMemory(controller: "acme", provider: bed.provider)),
                    (
                        "files",
                        FileBackend.create(
                            at: "/store", controller: "acme", keys: bed.provider, random: SystemRandomSource(),
                            files: InMemoryFileSystem())
                    ), ("SQLite", bed.backends()),
                ]
                let steps = DifferentialSteps(seed: seed)
                var told: [String] = []
                for number in 0..<Self.sequences {
                    for step in steps.sequence() {
                        told.append(step.name)
                        let answers = await Self.answers(of: backends, to: step)
                        let first = try #require(answers.first)
                        for (answer, (name, _)) in zip(answers, backends) where answer != first {
                            Issue.record("seed \(seed), sequence \(number), \(step.name): \(name) \(answer), memory \(first)")
                            return
                        }
                    }
                }
                for (name, backend) in backends {
                    let report = try await backend.audit.verify()
                    #expect(report.isIntact, "\(name): \(report.findings)")
                }
                try await backends[1].1.close()
            }
        }

        private static func answers(of backends: [(String, Backends)], to step: DifferentialStep) async -> [AnyHashable] {
            var answers: [AnyHashable] = []
            for (_, backend) in backends { answers.append(await step.answer(of: backend)) }
            return answers
        }
    }
#endif
