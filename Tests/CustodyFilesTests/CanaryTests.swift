import CustodyAudit
import CustodyFaults
import CustodyFiles
import CustodyModel
import CustodyTesting
import Foundation
import Testing

@Suite("The plaintext canary")
struct CanaryTests {
    @Test("finds a marked value in every form, after whatever stands before it, and in names")
    func finds() throws {
        let canary = PlaintextCanary()
        let value = canary.value("name")
        for before in 0..<4 {
            let padding = [UInt8](repeating: 0xff, count: before)
            let plain = padding + Array(value.utf8) + padding
            let forms: [[UInt8]] = [
                plain, padding + Array(value.uppercased().utf8), Array(Data(plain).base64EncodedString().utf8),
                Array(plain.hex.utf8), Array(plain.hex.uppercased().utf8),
                padding + value.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] },
                padding + value.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] },
            ]
            for form in forms { #expect(throws: BrokenPromise.self) { try canary.scan(form, at: "file") } }
        }
        #expect(throws: BrokenPromise.self) { try canary.scan([], at: "name of \(value)") }
        try canary.scan(Array(PlaintextCanary().value("name").utf8), at: "another canary's file")
        let directory = FileManager.default.temporaryDirectory.appending(path: "canary-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data("nothing".utf8).write(to: directory.appending(path: "plain"))
        #expect(try canary.scan(directory: directory.path) == 1)
        try Data(value.utf8).write(to: directory.appending(path: "leak"))
        #expect(throws: BrokenPromise.self) { try canary.scan(directory: directory.path) }
    }

    @Test("finds an address in capital letters, and the bytes that it is told to watch, and never says them")
    func watches() throws {
        let canary = PlaintextCanary(watching: [Array("49 170 1234567".utf8), [0xff, 0, 1, 2, 3, 4, 5, 6]])
        let address = canary.email("E-mail of Ada")
        #expect(address == "\(canary.mark).xemailofada@example.org" && address == address.lowercased())
        let leaks: [[UInt8]] = [
            Array("To: <\(address.uppercased())>".utf8), Array("call 49 170 1234567".utf8), [9, 0xff, 0, 1, 2, 3, 4, 5, 6, 9],
            Array("FF00010203040506".utf8), Array(Data([7, 0xff, 0, 1, 2, 3, 4, 5, 6]).base64EncodedString().utf8),
        ]
        for leak in leaks {
            let found = #expect(throws: BrokenPromise.self) { try canary.scan(leak, at: "mail of \(address)") }
            #expect(found?.message.contains(canary.mark) == false)
        }
        #expect(throws: BrokenPromise.self) { try canary.scan([], at: "49 170 1234567") }
        try canary.scan(Array("call 49 170 1234568".utf8), at: "what is not watched")
    }

    /// What the run does not bring about, and why.
    private static let exempt: [String: String] = [
        "checkpoint": "a code that no act of this version writes: a checkpoint is a signed file, not an entry"
    ]

    @Test("hits nothing over a run of every feature: no byte that was ever written holds a value, a name or a reason in clear")
    func everything() async throws {
        let run = CanaryRun()
        var custodian = try await run.open("/store", creating: true)
        try await run.prune(custodian)
        let other = try await run.open("/other", creating: true)
        try await run.people(custodian)
        try await run.consents(custodian, other)
        try await run.requests(custodian)
        try await run.life(custodian)
        try await run.governing(custodian)
        custodian = try await run.access(custodian)
        try await run.incidents(custodian, other)
        try await run.finish(other)
        try await run.logs(custodian)
        // Put back while the backup of the keys is good, before the clock goes on.
        let start = run.clock.now()
        try await run.endings(custodian)
        try await run.removeOld(custodian)
        try await run.monitoring(custodian)
        try await run.finish(custodian)

        run.clock.set(start)
        let report = try await StoreRestore.restore(
            data: "/data", keys: "/keys", to: "/new", provider: run.provider, erasures: run.erasures,
            reason: run.value("restore"), clock: run.clock, files: run.files)
        #expect(report.isAnchored)
        try await run.finish(try await run.open("/new"))

        // A store that broke, and what is saved of it.
        let base = run.files.base
        let rows = try #require(try base.list("/store/rows").sorted().first { $0.hasPrefix("rows-") })
        let middle = try base.readAll("/store/rows/\(rows)").count / 2
        let damaged = base.flipped("/store/rows/\(rows)", at: middle)
        for (path, bytes) in damaged.snapshot() where path.hasPrefix("/store/rows/") { try base.replace(path, with: bytes) }
        let salvage = try await StoreSalvage.salvage(from: "/store", to: "/salvaged", keys: run.provider, files: run.files)
        #expect(!salvage.leftOut.isEmpty)
        _ = try await StoreInspection.inspect(at: "/salvaged", keys: run.provider, files: run.files)

        let written = base.snapshot()
        #expect(written.count > 40)
        try run.canary.scan(written)
        let exported = run.exported.withLock { $0 }
        #expect(exported.count > 20)
        try run.canary.scan(exported)

        // Whatever a new version can do has to be done here, or be named with a reason.
        let missing = AuditAction.all.map(\.description).filter { !run.seen.contains($0) && Self.exempt[$0] == nil }
        #expect(missing.isEmpty, "the run does not touch \(missing)")
        #expect(run.seen.isDisjoint(with: Self.exempt.keys), "an exemption is not needed any more")
    }
}
