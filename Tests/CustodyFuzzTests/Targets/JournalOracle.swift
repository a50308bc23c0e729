import CustodyJournal
import Dispatch

/// What must hold for a journal's directory of any content.
enum JournalOracle {
    private struct Found: Equatable {
        var checkpoint: JournalCheckpoint?
        var frames: [JournalFrame] = []
    }

    /// What is wrong, or nil.
    static func complaint(about disk: FuzzDisk) -> String? {
        let before = disk.files.snapshot()
        do {
            _ = try Journal.inspect(directory: FuzzDisk.directory, fileSystem: disk.files)
        } catch {
            return "the inspection threw: \(error)"
        }
        let reading = open(disk, .readOnly)
        guard disk.files.snapshot() == before else { return "opening for reading wrote" }
        switch reading {
        case .failure(let error) where error.code == .notFound || error.code == .changedMeanwhile: return nil
        case .failure(let error):
            guard case .failure(let other) = open(disk, .readWriteExisting) else {
                return "refused for reading, taken for writing: \(error)"
            }
            return other.code == error.code ? nil : "for reading \(error), for writing \(other)"
        case .success(let (_, found)):
            return complaint(aboutOrder: found) ?? complaint(aboutWriting: disk, found)
        }
    }

    private static func complaint(aboutOrder found: Found) -> String? {
        var last = found.checkpoint?.sequence ?? (found.frames.first?.sequence ?? 1) - 1
        for frame in found.frames {
            guard frame.sequence == last + 1 else { return "\(frame.sequence) follows \(last)" }
            last = frame.sequence
        }
        return nil
    }

    private static func complaint(aboutWriting disk: FuzzDisk, _ found: Found) -> String? {
        switch open(disk, .readWriteExisting) {
        case .failure(let error):
            // What only a writer looks at: the counter of writers, and segments that the manifest does not name.
            let isWriters = error.code == .tooLarge || error.message.contains("no manifest names it")
            return isWriters ? nil : "taken for reading, refused for writing: \(error)"
        case .success(let (journal, again)):
            let closed = close(journal)
            guard again == found else { return "for writing something else was found" }
            if case .failure(let error) = closed { return "could not close: \(error)" }
        }
        switch open(disk, .readOnly) {
        case .failure(let error): return "refused after a recovery: \(error)"
        case .success(let (journal, third)):
            guard third == found else { return "a recovery changed what is found" }
            return journal.recovery.closedCleanly ? nil : "closed in order, but not found so"
        }
    }

    private static func open(_ disk: FuzzDisk, _ mode: JournalMode) -> Result<(Journal, Found), JournalError> {
        var found = Found()
        do {
            let journal = try Journal.open(
                directory: FuzzDisk.directory, fileSystem: disk.files, storeID: FuzzDisk.storeID, mode: mode,
                options: JournalOptions(segmentBytes: 4096, preallocatedBytes: 256), salt: { [UInt8](32..<64) },
                restore: { found.checkpoint = $0 }, replay: { found.frames.append($0) })
            return .success((journal, found))
        } catch let error as JournalError {
            return .failure(error)
        } catch {
            return .failure(JournalError(.io, "not a journal's error: \(error)"))
        }
    }

    private static func close(_ journal: Journal) -> Result<Void, JournalError> {
        // The fuzzer's entry is no task and may wait.
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var answer: Result<Void, JournalError> = .success(())
        journal.close { result in
            answer = result
            done.signal()
        }
        done.wait()
        return answer
    }
}
