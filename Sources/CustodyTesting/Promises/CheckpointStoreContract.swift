public import CustodyAudit

/// What every `CheckpointStore` promises. Each promise is checked on a store in which nothing was saved.
public enum CheckpointStoreContract {
    /// The promises. A minor version may add some.
    public static let promises: [ContractPromise<any CheckpointStore>] = [
        ContractPromise("before anything is saved there is nothing, which is not the same as no bytes") { store in
            for log in AuditLog.allCases { try expect(try await store.load(log) == nil, "the log '\(log)' has a checkpoint") }
        },
        ContractPromise("what was saved last is there, to the byte, and nothing of what was there before") { store in
            let saved: [[UInt8]] = [
                Array(0...255), Array("a note\n\n— x y\n".utf8), [0], Array(repeating: 255, count: 5000), [10, 0, 10],
            ]
            for bytes in saved {
                try await store.save(bytes, .access)
                try expect(try await store.load(.access), is: bytes, "the checkpoint of \(bytes.count) bytes")
            }
        },
        ContractPromise("each log has a checkpoint of its own") { store in
            try await store.save([1, 2], .access)
            try expect(try await store.load(.evidence) == nil, "the other log got it too")
            try await store.save([3], .evidence)
            try expect(try await store.load(.access), is: [1, 2], "the checkpoint of the first log")
            try expect(try await store.load(.evidence), is: [3], "the checkpoint of the other")
        },
        ContractPromise("who reads while another saves reads the earlier checkpoint or the later one, whole") { store in
            try await store.save(checkpoint(0), .access)
            for number: UInt8 in 1...6 {
                let (former, next) = (checkpoint(number - 1), checkpoint(number))
                async let saved: Void = store.save(next, .access)
                var read: [[UInt8]?] = []
                for _ in 0..<8 {
                    read.append(try await store.load(.access))
                    await Task.yield()
                }
                try await saved
                try expect(read.allSatisfy { $0 == former || $0 == next }, "something else was read")
                try expect(try await store.load(.access), is: next, "the checkpoint that was saved")
            }
        },
    ]

    /// Bytes that differ in all places and in their number from those of the numbers before and after.
    private static func checkpoint(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 100 + 50 * Int(number % 3)) }
}
