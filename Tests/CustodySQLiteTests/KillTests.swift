#if SQLite
    import CustodyAudit
    import CustodyCore
    import CustodyFiles
    import CustodyKeys
    import CustodyModel
    import CustodySQLite
    import CustodyTesting
    import Foundation
    import Testing

    #if canImport(Darwin)
        import Darwin
    #else
        import Glibc
    #endif

    /// A process that writes to a store is killed at a hundred points, some between two commits and most within one.
    @Suite("A process that is killed while it writes", .serialized)
    struct KillTests {
        private static let stores = 10
        private static let killsOfOne = 10

        @Test("loses nothing that it acknowledged, and the log verifies", arguments: 0..<stores)
        func killed(_ round: Int) async throws {
            try await SQLiteBed.fresh { bed in
                let (store, keyFile) = ("\(bed.directory)/store", "\(bed.directory)/store.key")
                try FileManager.default.createDirectory(atPath: bed.directory, withIntermediateDirectories: true)
                try KeyFile.create(at: keyFile)
                let provider = try KeyFile.provider(at: keyFile)
                try await SQLiteBackend.create(at: store, controller: "acme", keys: provider).close()
                var (account, next, underWay) = (ProbeAccount(), 1, 0)
                for kill in 0..<Self.killsOfOne {
                    let first = next
                    let probe = try RunningProbe(store, keyFile, first: first)
                    // Behind a `try` the commit is under way, behind an `ack` it is not.
                    try probe.wait(forLines: 1 + (round * 7 + kill * 3) % 12)
                    probe.kill(after: UInt32((round * 13 + kill * 29) % 40) * 50)
                    try account.take(probe.lines)
                    underWay += account.isUnderWay ? 1 : 0
                    next = account.tried + 1

                    let backends = try await SQLiteBackend.open(at: store, keys: provider)
                    // Each is looked at after the kill that followed it, and after the last one.
                    for (number, sequence) in account.acknowledged where number >= first || kill == Self.killsOfOne - 1 {
                        try await BackendContract.expectEverything(number, in: backends, at: sequence)
                    }
                    if account.isUnderWay {
                        // Wholly in or wholly out: delivered again it is in, once.
                        let again = try await BackendContract.commitEverything(account.tried, to: backends)
                        try await BackendContract.expectEverything(account.tried, in: backends, at: again.sequence)
                        account.acknowledged[account.tried] = again.sequence
                    }
                    let records = try await backends.data.counts().records
                    #expect(records == account.acknowledged.count, "nothing is invented")
                    try await backends.close()
                    let inspection = try await SQLiteInspection.inspect(at: store, keys: provider)
                    #expect(inspection.findings.isEmpty, "round \(round), kill \(kill): \(inspection.findings)")
                }
                print("sqliteprobe: store \(round): killed \(Self.killsOfOne) times, \(underWay) of them within a commit")
            }
        }
    }

    extension KillTests {
        @Test("two of them at once lose nothing either, and write one log")
        func two() async throws {
            try await SQLiteBed.fresh { bed in
                let (store, keyFile) = ("\(bed.directory)/store", "\(bed.directory)/store.key")
                try FileManager.default.createDirectory(atPath: bed.directory, withIntermediateDirectories: true)
                try KeyFile.create(at: keyFile)
                let provider = try KeyFile.provider(at: keyFile)
                try await SQLiteBackend.create(at: store, controller: "acme", keys: provider).close()
                let probes = try [1, 10_000].map { try RunningProbe(store, keyFile, first: $0) }
                for probe in probes { try probe.wait(forLines: 20) }
                for probe in probes { probe.kill(after: 0) }
                let backends = try await SQLiteBackend.open(at: store, keys: provider)
                var sequences: [CommitSequence] = []
                for probe in probes {
                    var account = ProbeAccount()
                    try account.take(probe.lines)
                    for (number, sequence) in account.acknowledged {
                        try await BackendContract.expectEverything(number, in: backends, at: sequence)
                        sequences.append(sequence)
                    }
                }
                #expect(Set(sequences).count == sequences.count && sequences.count >= 18)
                let places = try await backends.audit.entries(AuditQuery(log: .access, limit: .max)).map(\.index)
                #expect(places == Array(0..<UInt64(places.count)))
                try await backends.close()
                #expect(try await SQLiteInspection.inspect(at: store, keys: provider).findings.isEmpty)
            }
        }
    }

    /// What a probe said.
    private struct ProbeAccount {
        var acknowledged: [Int: CommitSequence] = [:]
        var tried = 0
        var isUnderWay: Bool { acknowledged[tried] == nil && tried > 0 }

        mutating func take(_ lines: [String]) throws {
            for words in lines.map({ $0.split(separator: " ") }) {
                switch words.first {
                case "try": tried = try #require(Int(words[1]))
                case "ack": acknowledged[try #require(Int(words[1]))] = CommitSequence(rawValue: try #require(UInt64(words[2])))
                default: Issue.record("the probe says \(words.joined(separator: " "))")
                }
            }
        }
    }

    /// A probe under way, read line by line.
    private final class RunningProbe {
        private let process = Process()
        private let pipe = Pipe()
        private var buffer = Data()
        private(set) var lines: [String] = []

        init(_ store: String, _ keyFile: String, first: Int) throws {
            let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
            let directory =
                bundle.bundlePath.hasSuffix(".xctest") ? bundle.bundleURL.deletingLastPathComponent() : bundle.bundleURL
            process.executableURL = directory.appending(path: "sqliteprobe")
            process.arguments = [store, keyFile, "\(first)"]
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = pipe
            process.standardError = FileHandle.nullDevice
            try process.run()
        }

        func wait(forLines count: Int) throws {
            while lines.count < count {
                let data = pipe.fileHandleForReading.availableData
                try #require(!data.isEmpty, "the probe ended after \(lines)")
                take(data)
            }
        }

        /// Kills it after some microseconds, and reads what it had still said.
        func kill(after delay: UInt32) {
            usleep(delay)
            SystemCalls.killHard(process.processIdentifier)
            while true {
                let data = pipe.fileHandleForReading.availableData
                guard !data.isEmpty else { break }
                take(data)
            }
            process.waitUntilExit()
        }

        private func take(_ data: Data) {
            buffer += data
            while let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                lines.append(String(decoding: buffer[..<end], as: UTF8.self))
                buffer = Data(buffer[buffer.index(after: end)...])
            }
        }
    }

    private enum SystemCalls {
        static func killHard(_ process: Int32) { _ = kill(process, SIGKILL) }
    }
#endif
