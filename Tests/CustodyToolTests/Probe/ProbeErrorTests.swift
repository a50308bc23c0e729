import Testing

@Suite("The real binary, whose system calls fail", .needsStrace)
struct ProbeErrorTests {
    /// How a call fails.
    enum Failure: String, CaseIterable, Sendable {
        /// Once.
        case EIO, ENOSPC, EINTR
        /// From then on.
        case full

        func injection(_ point: Strace.Point) -> String {
            self == .full
                ? "\(point.call.rawValue):error=ENOSPC:when=\(point.number)+"
                : "\(point.call.rawValue):error=\(rawValue):when=\(point.number)"
        }
    }

    @Test(
        "no failure loses what was acknowledged, traps, or makes a lie of an answer", arguments: Strace.Call.allCases,
        Failure.allCases)
    func failing(_ call: Strace.Call, _ failure: Failure) async throws {
        let points = try await ProbeBench.written.value
        let chosen = ProbeBench.chosen(points, of: call, most: ProbeBench.isFull ? 24 : 2)
        #expect(!chosen.isEmpty)
        for point in chosen {
            try await ProbeBench.fresh { root in
                let run = try await Strace.run(["write", root, ProbeBench.commits], injecting: failure.injection(point))
                #expect(!run.wasSignalled && (run.status == 0 || run.status == 2), "\(point): \(run.all)")
                var account = ProbeAccount()
                try account.take(run.output)
                let complaints = account.complaints(about: try await ProbeFindings.reopened(root))
                #expect(complaints == [], "\(failure) at \(point)")
                // What a call that was merely interrupted wanted is still to be had. The others Linux never interrupts.
                if failure == .EINTR, [.pwrite64, .fsync, .fdatasync, .ftruncate, .openat].contains(call) {
                    #expect(account.failures == 0 && account.isClosed, "interrupted at \(point): \(run.output.suffix(200))")
                }
            }
        }
    }
}
