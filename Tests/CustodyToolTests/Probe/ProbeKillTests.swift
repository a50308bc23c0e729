import Foundation
import Testing

@Suite("The real binary, killed at its system calls", .needsStrace)
struct ProbeKillTests {
    @Test("nothing acknowledged is lost, nothing is invented, and what is found is a prefix", arguments: Strace.Call.allCases)
    func killed(at call: Strace.Call) async throws {
        let points = try await ProbeBench.written.value
        let chosen = ProbeBench.chosen(points, of: call)
        #expect(!chosen.isEmpty)
        for point in chosen {
            try await ProbeBench.fresh { root in
                let run = try await Strace.run(
                    ["write", root, ProbeBench.commits], injecting: "\(call.rawValue):signal=KILL:when=\(point.number)")
                let wasStruck = run.wasSignalled
                #expect(wasStruck, "\(point) was not struck")
                var account = ProbeAccount()
                try account.take(run.output)
                let complaints = account.complaints(about: try await ProbeFindings.reopened(root))
                #expect(complaints == [], "killed at \(point)")
            }
        }
        print("crashprobe: \(call.rawValue): killed at \(chosen.count) of \(points.count { $0.call == call }) calls")
    }

    private static let short = "30"
    private static let shortPoints = Task { try await ProbeBench.points(of: short) }

    @Test("a recovery that is killed is done again to the same end", arguments: Strace.Call.allCases)
    func recoveryKilled(at call: Strace.Call) async throws {
        try await ProbeBench.fresh { root in
            let original = root + "/original"
            try FileManager.default.createDirectory(atPath: original, withIntermediateDirectories: false)
            // Torn behind the last whole frame, so that recovery does all that it can do.
            var account = ProbeAccount()
            let points = try await Self.shortPoints.value
            let late = try #require(points.last { $0.call == .pwrite64 })
            let run = try await Strace.run(
                ["write", original, Self.short], injecting: "pwrite64:signal=KILL:when=\(late.number - 3)")
            try account.take(run.output)
            try Self.tear(original + "/journal")

            let steps = try await Self.copied(original, in: root) { try await Strace.points(["read", $0], in: $0) }
            let chosen = ProbeBench.chosen(steps, of: call)
            for point in chosen {
                try await Self.copied(original, in: root) { copy in
                    let run = try await Strace.run(
                        ["read", copy], injecting: "\(call.rawValue):signal=KILL:when=\(point.number)")
                    let wasStruck = run.wasSignalled
                    #expect(wasStruck, "\(point) was not struck")
                    let complaints = account.complaints(about: try await ProbeFindings.reopened(copy))
                    #expect(complaints == [], "recovery killed at \(point)")
                }
            }
            print(
                "crashprobe: \(call.rawValue): recovery killed at \(chosen.count) of \(steps.count { $0.call == call }) calls")
        }
    }

    @Test("a journal that is killed again and again goes on where it was")
    func killedAgainAndAgain() async throws {
        let calls: [Strace.Call] = [.pwrite64, .fdatasync, .fsync, .rename, .unlink, .openat]
        try await ProbeBench.fresh { root in
            var account = ProbeAccount()
            for round in 0..<(ProbeBench.isFull ? 120 : 18) {
                // Beyond the padding lies the work; where exactly does not matter.
                let call = calls[round % calls.count]
                let number = (call == .openat ? 513 : 65) + round * 7 % 23
                let run = try await Strace.run(
                    ["write", root, "24"], injecting: "\(call.rawValue):signal=KILL:when=\(number)")
                try account.take(run.output)
                if round % 3 == 2 {
                    let complaints = account.complaints(about: try await ProbeFindings.reopened(root))
                    #expect(complaints == [], "round \(round)")
                }
            }
            #expect(account.acknowledged > 20)
        }
    }

    private static func copied<T>(_ original: String, in root: String, _ body: (String) async throws -> T) async throws -> T {
        let copy = root + "/copy"
        try FileManager.default.copyItem(atPath: original, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        return try await body(copy)
    }

    /// Puts half a frame's worth of garbage over the zeros behind the last frame.
    private static func tear(_ journal: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: journal).filter { $0.hasSuffix(".log") }.sorted()
        let file = URL(filePath: journal).appending(path: try #require(names.last))
        var bytes = try Data(contentsOf: file)
        let end = (bytes.lastIndex { $0 != 0 } ?? 0) + 1
        let garbage = Data(repeating: 0xee, count: 21)
        bytes = bytes.prefix(end + 4) + garbage + bytes.dropFirst(end + 4 + garbage.count)
        try bytes.write(to: file)
    }
}
