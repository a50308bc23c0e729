import CustodyFaults
import CustodyJournal
import Testing

@Suite("Damage")
struct DamageTests {
    @Test("a cleanly closed journal has nothing to report")
    func clean() async throws {
        let fileSystem = try await JournalBed.closedJournal()
        let inspection = Journal.inspect(path: JournalBed.segment, fileSystem: fileSystem, storeID: JournalBed.storeID)
        #expect(inspection.findings.isEmpty)
        #expect(inspection.closedCleanly)
        #expect(inspection.frames == 6)
        #expect(inspection.lastSequence == 6)
        #expect(inspection.writerEpoch == 2)
        #expect(inspection.storeID == JournalBed.storeID)
        #expect(try Journal.inspect(directory: JournalBed.directory, fileSystem: fileSystem).segments == [inspection])
    }

    @Test("every flipped bit of a cleanly closed journal is reported with file and offset, and opening is loud or unclean")
    func bitFlips() async throws {
        let fileSystem = try await JournalBed.closedJournal()
        let size = try #require(fileSystem.bytes(of: JournalBed.segment)).count
        let closeFrame = size - JournalBed.overhead
        for bit in 0..<(size * 8) {
            let place = bit / 8
            let damaged = fileSystem.flipped(JournalBed.segment, at: place, mask: 1 << UInt8(bit % 8))
            let inspection = Journal.inspect(path: JournalBed.segment, fileSystem: damaged)
            let finding = try #require(inspection.findings.first, "bit \(bit)")
            #expect(finding.path == JournalBed.segment)
            #expect(finding.offset <= UInt64(place), "bit \(bit)")
            #expect(!inspection.closedCleanly)
            if place < closeFrame {
                #expect(inspection.isDamaged, "bit \(bit)")
                let error = #expect(throws: JournalError.self, "bit \(bit)") {
                    try JournalBed.open(damaged, mode: .readOnly)
                }
                #expect(error?.path == JournalBed.segment)
                #expect(error?.offset != nil)
                if place >= JournalBed.headerSize {
                    #expect(error?.code == .corrupt)
                    #expect(error?.sequence != nil)
                }
            } else {
                #expect(finding.offset == UInt64(closeFrame))
                let (journal, frames) = try JournalBed.open(damaged, mode: .readOnly)
                #expect(frames.map(\.body) == JournalBed.bodies(1...6))
                #expect(!journal.recovery.closedCleanly)
                #expect(journal.recovery.tail?.offset == UInt64(closeFrame))
            }
        }
    }

    @Test("opening for writing refuses damage and changes nothing")
    func writingRefuses() async throws {
        let fileSystem = try await JournalBed.closedJournal()
        let size = try #require(fileSystem.bytes(of: JournalBed.segment)).count
        for place in 0..<(size - JournalBed.overhead) {
            let damaged = fileSystem.flipped(JournalBed.segment, at: place)
            let before = damaged.snapshot()
            #expect(throws: JournalError.self, "byte \(place)") { try JournalBed.open(damaged) }
            #expect(damaged.snapshot() == before, "byte \(place)")
        }
    }

    @Test("every truncation of a cleanly closed journal is reported, and opening ends in a prefix or a typed error")
    func truncations() async throws {
        let fileSystem = try await JournalBed.closedJournal()
        let size = try #require(fileSystem.bytes(of: JournalBed.segment)).count
        for count in 0..<size {
            let cut = fileSystem.truncated(JournalBed.segment, to: count)
            let inspection = Journal.inspect(path: JournalBed.segment, fileSystem: cut)
            // The first session's close frame is a whole end as well; no file can tell that more once followed.
            if count != Self.endOfFirstSession {
                let finding = try #require(inspection.findings.first, "\(count) bytes")
                #expect(finding.path == JournalBed.segment)
                #expect(finding.offset <= UInt64(count))
            }
            do {
                let (journal, frames) = try JournalBed.open(cut, mode: .readOnly)
                #expect(count >= JournalBed.headerSize)
                #expect(frames.map(\.body) == Array(JournalBed.bodies(1...6).prefix(frames.count)))
                #expect(journal.recovery.closedCleanly == (count == Self.endOfFirstSession))
            } catch let error as JournalError {
                #expect(count < JournalBed.headerSize)
                #expect(error.code == .corrupt)
            }
        }
    }

    static var endOfFirstSession: Int {
        JournalBed.headerSize + JournalBed.bodies(1...3).reduce(0) { $0 + $1.count + JournalBed.overhead } + JournalBed.overhead
    }

    @Test("inspection goes on behind damage and reports each place")
    func severalPlaces() async throws {
        let fileSystem = try await JournalBed.closedJournal()
        let first = JournalBed.headerSize + 5
        let second = Self.endOfFirstSession + 38
        let damaged = fileSystem.flipped(JournalBed.segment, at: first).flipped(JournalBed.segment, at: second)
        let inspection = Journal.inspect(path: JournalBed.segment, fileSystem: damaged)
        #expect(inspection.findings.map(\.offset) == [UInt64(JournalBed.headerSize), UInt64(Self.endOfFirstSession)])
        #expect(inspection.findings.map(\.sequence) == [1, 4])
        #expect(inspection.frames == 4)
        #expect(inspection.findings.allSatisfy { $0.severity == .damage })
    }

    @Test("a frame that was swapped, repeated or left out is damage")
    func order() async throws {
        let fileSystem = try await JournalBed.closedJournal()
        let start = JournalBed.headerSize
        let one = start + JournalBed.body(1).count + JournalBed.overhead
        let two = one + JournalBed.body(2).count + JournalBed.overhead
        let changes: [@Sendable (inout [UInt8]) -> Void] = [
            { $0.replaceSubrange(start..<two, with: Array($0[one..<two] + $0[start..<one])) },
            { $0.insert(contentsOf: Array($0[start..<one]), at: one) },
            { $0.removeSubrange(start..<one) },
        ]
        for change in changes {
            let damaged = fileSystem.changed(JournalBed.segment, change)
            let error = #expect(throws: JournalError.self) { try JournalBed.open(damaged) }
            #expect(error?.code == .corrupt)
            #expect(Journal.inspect(path: JournalBed.segment, fileSystem: damaged).isDamaged)
        }
    }

    @Test("absent, empty, foreign and unreadable are different answers")
    func differentAnswers() async throws {
        let empty = JournalBed.empty()
        #expect(Self.code { try JournalBed.open(empty, mode: .readOnly) } == .notFound)
        #expect(Self.code { try JournalBed.open(empty, mode: .readWriteExisting) } == .notFound)
        let closed = try await JournalBed.closedJournal()
        #expect(Self.code { try JournalBed.open(closed.truncated(JournalBed.segment, to: 0)) } == .corrupt)
        #expect(Self.code { try JournalBed.open(closed, storeID: [UInt8](repeating: 1, count: 16)) } == .foreignStore)
        #expect(Self.code { try JournalBed.open(closed, storeID: [1]) } == .invalidArgument)
        let other = closed.changed(JournalBed.segment) { $0.replaceSubrange(0..<2, with: [0, 0]) }
        #expect(Self.code { try JournalBed.open(other) } == .notAJournal)
        let faulty = FaultyFileSystem(closed, plan: FaultPlan([.init(.list, .from(1), .error(5))]))
        #expect(Self.code { try JournalBed.open(faulty) } == .io)
        let unnamed = closed.copy()
        unnamed.put(
            try #require(closed.bytes(of: JournalBed.segment)), at: JournalBed.directory + "/00000000000000000002.log")
        #expect(Self.code { try JournalBed.open(unnamed) } == .corrupt)
        let bare = closed.copy()
        try bare.remove(JournalBed.manifest(1))
        #expect(Self.code { try JournalBed.open(bare) } == .corrupt)
        #expect(Self.code { try JournalBed.open(bare, mode: .readOnly) } == .corrupt)
        // A journal whose making was cut off before its manifest had a name was never one.
        let begun = bare.changed(JournalBed.segment) { $0 = Array($0.prefix(JournalBed.headerSize)) }
        #expect(Self.code { try JournalBed.open(begun, mode: .readOnly) } == .notFound)
        #expect(Self.code { try JournalBed.open(begun, mode: .readWriteExisting) } == .notFound)
        #expect(try !Journal.inspect(directory: JournalBed.directory, fileSystem: begun).isDamaged)
        #expect(Self.code { try JournalBed.open(begun) } == nil)
        let gone = closed.copy()
        try gone.remove(JournalBed.segment)
        #expect(Self.code { try JournalBed.open(gone) } == .corrupt)
        let file = InMemoryFileSystem()
        file.put([1], at: JournalBed.directory)
        #expect(Self.code { try JournalBed.open(file) } == .notAJournal)
    }

    @Test("inspection reports a missing file and a foreign store instead of throwing")
    func inspectionNeverThrows() async throws {
        let missing = Journal.inspect(path: JournalBed.segment, fileSystem: JournalBed.empty())
        #expect(missing.findings.map(\.code) == [.notFound])
        let closed = try await JournalBed.closedJournal()
        let foreign = Journal.inspect(path: JournalBed.segment, fileSystem: closed, storeID: [UInt8](repeating: 1, count: 16))
        #expect(foreign.findings.map(\.code) == [.foreignStore])
        let renamed = closed.copy()
        try renamed.rename(JournalBed.segment, to: JournalBed.directory + "/00000000000000000007.log")
        let inspection = try Journal.inspect(directory: JournalBed.directory, fileSystem: renamed)
        #expect(inspection.segments.map { $0.findings.map(\.code) } == [[.notFound]])
        #expect(inspection.ownFindings.map(\.path) == [JournalBed.directory + "/00000000000000000007.log"])
    }

    static func code(_ body: () throws -> Any) -> JournalError.Code? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? JournalError)?.code
        }
    }
}
