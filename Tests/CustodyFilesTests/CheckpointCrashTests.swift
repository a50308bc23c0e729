import CustodyCore
import CustodyData
import CustodyFaults
import CustodyFiles
import CustodyModel
import Foundation
import Testing

@Suite("Failures around checkpoints")
struct CheckpointCrashTests {
    private static let faults: [FaultPlan.Fault] = [.error(5), .shortWrite(bytes: 11, errno: 28), .errorAfterwards(5)]

    /// Every second call is struck, the odd ones or the even ones by turns of the faults; with `CUSTODY_BACKUPS=all` every one. Which
    /// way a place fails goes by its thirds and fifths, so that a step of two leaves each way in.
    private static let step = ProcessInfo.processInfo.environment["CUSTODY_BACKUPS"] == "all" ? 1 : 2

    @Test(
        "Whichever call fails from when on, every acknowledged record is there afterwards, and no other",
        arguments: [FileOperation.Kind.write, .sync, .rename, .create, .remove, .syncDirectory, .truncate], 0..<3)
    func sweep(_ kind: FileOperation.Kind, _ fault: Int) async throws {
        var untouched = 0
        for place in stride(from: 1 + fault % Self.step, through: 24, by: Self.step) {
            // Behind the last call of the kind only the openings differ, which fail in five ways.
            guard untouched < 5 else { break }
            let bed = RowBed()
            var backends = try await bed.create()
            bed.files.arm(FaultPlan([.init(kind, place % 3 == 0 ? .nth(place) : .from(place), Self.faults[fault])]))
            var acknowledged: [Int: StoredRecord] = [:]
            for step in 0..<40 {
                let number = step % 10
                let version = step / 10 + 1
                do {
                    acknowledged[number] = try await RowBed.put(RowBed.record(number, version: version), in: backends)
                } catch { break }
            }
            try? await backends.close()
            untouched += bed.files.injectedFaults == 0 ? 1 : 0
            // The next opening fails on its way as well.
            bed.files.arm(FaultPlan([.init(kind, .from(place % 5 + 1), Self.faults[fault])]))
            do { try await bed.open().close() } catch {}
            bed.files.disarm()
            for _ in 0..<2 {
                backends = try await bed.open()
                for number in 0..<10 {
                    let found = try await backends.data.record(RowBed.record(number).id)
                    guard let expected = acknowledged[number] else {
                        #expect(found == nil || found?.version == 1, "\(kind) \(place)")
                        continue
                    }
                    // What was answered with an error may have become durable all the same, one commit further.
                    let isNewer = found.map { $0.version == expected.version + 1 } ?? false
                    #expect(found == expected || isNewer, "\(kind) \(place): record \(number)")
                }
                try await backends.close()
            }
            let inspection = try await StoreInspection.inspect(at: RowBed.directory, keys: bed.provider, files: bed.files)
            #expect(inspection.isIntact, "\(kind) \(place): \(inspection.findings)")
        }
    }
}
