import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("A directory that another process holds")
struct HeldDirectoryTests {
    @Test("verify looks on, everything else is refused soon and names the holder")
    func held() async throws {
        let bench = try await Workbench.ready()
        let csv = try bench.write("many.csv", SampleCSV.people(600))
        let importing = try RunningImport(bench, csv)
        try importing.waitForLines(5)
        kill(importing.identifier, SIGSTOP)

        let refused = try await bench.disclose("P000001")
        #expect(refused.status == 2)
        #expect(refused.errors.contains("heldElsewhere"))
        #if os(Linux)
            #expect(refused.errors.contains("\(importing.identifier)"), "\(refused.errors)")
        #endif
        let verified = try await bench.tool("audit", "verify", bench.store)
        #expect(verified.status == 0, "\(verified.all)")
        #expect(verified.output.contains("in use: "))

        kill(importing.identifier, SIGCONT)
        importing.waitForEnd()
        try await bench.requireUnharmed(SampleCSV.subject(600))
    }
}
