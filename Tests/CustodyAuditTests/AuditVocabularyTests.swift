import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyAudit

@Suite struct AuditVocabularyTests {
    @Test("retention classes have the numbers that a key slot can hold")
    func retentionClasses() {
        var vocabulary = AuditVocabulary()
        for number in 1...240 {
            #expect(
                vocabulary.register(.retentionClass(RetentionClass(name: "r\(number)", period: nil)))?.code == UInt32(number))
        }
        #expect(vocabulary.register(AuditTerm(.retentionClass, "one too many")) == nil)
        #expect(KeyClass.firstRetention.rawValue + 239 == .max)
    }

    @Test("a kind that the library does not know is numbered from 1")
    func otherKinds() {
        var vocabulary = AuditVocabulary()
        let kind = AuditTerm.Kind(rawValue: "recipient")
        #expect(vocabulary.register(AuditTerm(kind, "a"))?.code == 1)
        #expect(vocabulary.register(AuditTerm(kind, "b"))?.code == 2)
        #expect(vocabulary.register(AuditTerm(kind, "a"))?.code == 1)
        #expect(vocabulary.names(kind) == [1: "a", 2: "b"])
    }

    @Test("a number is never given to a second name, nor a name to a second number")
    func conflicts() {
        var vocabulary = AuditVocabulary()
        vocabulary.register(AuditRegistration(term: AuditTerm(.role, "a"), code: 4))
        vocabulary.register(AuditRegistration(term: AuditTerm(.role, "b"), code: 4))
        vocabulary.register(AuditRegistration(term: AuditTerm(.role, "a"), code: 5))
        vocabulary.register(AuditRegistration(term: AuditTerm(.role, "c"), code: 0))
        #expect(vocabulary.names(.role) == [4: "a"])
    }

    @Test("a registration that was staged and dropped leaves its number unused")
    func dropped() async throws {
        let sink = try Fixture.sink()
        var unit = UnitOfWork()
        _ = try sink.stage(registering: [.purpose("a")], system: Fixture.identity(91, .system), at: Fixture.start, in: &unit)
        try await Fixture.register([.purpose("b")], in: sink)
        #expect(try await sink.vocabulary().names(.purpose) == [2: "b"])
        try await Fixture.register([.purpose("a")], in: sink)
        #expect(try await sink.vocabulary().names(.purpose) == [1: "a", 2: "b"])
    }

    @Test("a change that gives a taken number is a finding")
    func conflictingReplay() async throws {
        let coordinator = RecordingCoordinator()
        let sink = try Fixture.sink(committingTo: coordinator)
        try await Fixture.register([.purpose("a")], in: sink)
        var change = try CBOR.decode(AuditChange.self, from: coordinator.written[0].bytes)
        var leaf = try AuditLeaf(decoding: change.leafBytes.array)
        leaf.control = .vocabulary([AuditRegistration(term: AuditTerm(.purpose, "b"), code: 1)])
        change.leafBytes = Bytes(leaf.bytes)
        try sink.replay(try CBOR.encode(change), at: CommitSequence(rawValue: 1))
        #expect(try await sink.vocabulary().names(.purpose) == [1: "a"])
        #expect(try await sink.verify().findings.map(\.code).contains(.vocabulary))
    }
}
