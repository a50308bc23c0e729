import CustodyJournal

/// Opens as the next writer would, says what is there, and closes.
enum Reading {
    static func perform(in root: String) async throws {
        let site = Site(root: root)
        Padding.mark()
        let companion = try site.companion()
        let journal = try site.open(
            companion,
            restore: { checkpoint in
                let isRight = checkpoint.payload == Site.payload(checkpoint.sequence)
                Line.say("\(isRight ? "restored" : "wrong") \(checkpoint.sequence)")
            },
            replay: { frame in
                let isRight = frame.body == Site.body(frame.sequence)
                Line.say("\(isRight ? "frame" : "wrong") \(frame.sequence)")
            })
        for slot in 0..<Site.slots {
            let bytes = try companion.read(at: slot * UInt64(Site.slotBytes), count: Site.slotBytes)
            let value = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let isWhole = value == 0 ? !bytes.contains { $0 != 0 } : bytes == Site.write(value).bytes
            Line.say("\(isWhole ? "slot" : "torn") \(slot) \(value)")
        }
        Line.say("clean \(journal.recovery.closedCleanly)")
        await Padding.pad(journal)
        try await journal.close()
        companion.close()
        Line.say("closed")
    }
}
