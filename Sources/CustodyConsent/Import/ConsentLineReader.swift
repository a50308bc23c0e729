import CustodyModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads one line of an import and names everything that is wrong with it.
struct ConsentLineReader {
    /// What stands in a line.
    enum Content {
        case notice(Notice, text: [UInt8])
        case event(Event)
    }

    /// An event as another system tells it.
    struct Event {
        var subject: String
        /// The event, with a token that stands for nobody yet.
        var event: ConsentEvent
        var evidence: [UInt8]?
        /// The key of the event that it takes back.
        var target: Handle?
    }

    let number: Int
    let now: Instant
    private(set) var faults: [ConsentImportFault] = []
    private var members: [String: Member] = [:]
    private var read: Set<String> = ["type"]

    init(_ number: Int, at now: Instant) {
        self.number = number
        self.now = now
    }

    /// What stands in the line; nil when something is wrong, and then ``faults`` has all of it.
    mutating func read(_ line: [UInt8]) -> Content? {
        do {
            guard DuplicateKeys.canSearch(line) else { return fault(.line, .notJSON) }
            members = try JSONDecoder().decode([String: Member].self, from: Data(line))
            // The decoder keeps one of the two: a withdrawal could be read as a consent.
            guard try DuplicateKeys.first(in: line) == nil else { return fault(.line, .repeatedMember) }
        } catch {
            return fault(.line, .notJSON)
        }
        let content: Content?
        switch text(.type) {
        case "notice": content = notice()
        case "event": content = event(line)
        case nil: return fault(.type, .missing)
        default: return fault(.type, .unknownWord)
        }
        if !read.isSuperset(of: members.keys) { return fault(.line, .unknownMember) }
        return faults.isEmpty ? content : nil
    }

    private mutating func notice() -> Content? {
        let text = required(.text) { $0.text.flatMap { [UInt8](hex: $0) } }
        let hash = required(.hash) { $0.text.flatMap { [UInt8](hex: $0) }.flatMap { NoticeHash($0) } }
        let version = required(.version, \.text)
        let language = required(.language, \.text)
        let purposes = required(.purposes) { $0.list.map { $0.map { Purpose($0) } } }
        let recordedAt = required(.recordedAt) { $0.text.flatMap { Instant($0) } }
        let name = optional(.name) { $0.text.map { NoticeName($0) } }
        let change = word(.change, Notice.Change.init(rawValue:))
        guard let text, let hash, let version, let language, let purposes, let recordedAt else { return nil }
        guard NoticeHash(of: text) == hash else { return fault(.hash, .malformed) }
        guard recordedAt <= now else { return fault(.recordedAt, .future) }
        return .notice(
            Notice(
                hash: hash, version: version, language: language,
                text: SealedValue(key: KeyID(.zero, .text), keyVersion: 0, box: []), purposes: purposes,
                recordedAt: recordedAt, name: name, change: change, takenOverAt: now), text: text)
    }

    private mutating func event(_ line: [UInt8]) -> Content? {
        let subject = required(.subject, \.text)
        let occurredAt = required(.occurredAt) { $0.text.flatMap { Instant($0) } }
        let kind = word(.kind, ConsentEvent.Kind.init(rawValue:))
        if kind == nil, members["kind"] == nil { fault(.kind, .missing) }
        let given = optional(.key) { $0.text.flatMap { [UInt8](hex: $0) }.flatMap { Handle($0) } }
        let key = given ?? ConsentImport.key(of: line)
        let purpose = optional(.purpose) { $0.text.map { Purpose($0) } }
        let notice = optional(.notice) { $0.text.flatMap { [UInt8](hex: $0) }.flatMap { NoticeHash($0) } }
        let explicit = optional(.explicit, \.bool) ?? false
        let evidence = optional(.evidence) { $0.text.flatMap { [UInt8](hex: $0) } }
        let actor = token(.actor) { PrincipalToken($0) }
        let target = optional(.invalidates) { $0.text.flatMap { [UInt8](hex: $0) }.flatMap { Handle($0) } }
        let details = details(key)
        guard let subject, let occurredAt, let kind else { return nil }
        guard !subject.isEmpty else { return fault(.subject, .malformed) }
        let event = ConsentEvent(
            kind, by: SubjectToken(.zero), for: purpose, notice: notice, explicit: explicit, occurredAt: occurredAt,
            recordedAt: now, actor: actor, details: details)
        return .event(Event(subject: subject, event: event, evidence: evidence, target: target))
    }

    private mutating func details(_ key: Handle) -> ConsentDetails {
        var details = ConsentDetails()
        details.categories = optional(.categories) { $0.list.map { $0.map { DataCategory($0) } } }
        details.controller = optional(.controller) { $0.text.map { ControllerID($0) } }
        details.basis = optional(.basis) { $0.text.map { ConsentBasis($0) } }
        details.method = optional(.method) { $0.text.map { CollectionMethod($0) } }
        details.channel = optional(.channel) { $0.text.map { ConsentChannel($0) } }
        details.language = optional(.language, \.text)
        details.jurisdiction = optional(.jurisdiction, \.text)
        details.validUntil = optional(.validUntil) { $0.text.flatMap { Instant($0) } }
        details.timeSource = optional(.timeSource) { $0.text.map { TimeSource($0) } }
        details.signal = optional(.signal) { $0.text.map { PrivacySignal($0) } }
        details.onBehalf = optional(.onBehalf) { $0.onBehalf }
        details.age = optional(.age) { $0.age }
        details.origin = ConsentDetails.Origin(
            key: key, recordedAt: past(.recordedAt), effectiveAt: past(.effectiveAt),
            linkedFrom: token(.linkedFrom) { SubjectToken($0) })
        return details
    }

    // MARK: Members

    private mutating func past(_ field: ConsentImportFault.Field) -> Instant? {
        guard let instant = optional(field, { $0.text.flatMap { Instant($0) } }) else { return nil }
        return instant <= now ? instant : fault(field, .future)
    }

    private mutating func token<Token>(_ field: ConsentImportFault.Field, _ make: (Handle) -> Token) -> Token? {
        optional(field) { $0.text.flatMap { [UInt8](hex: $0) }.flatMap { Handle($0) } }.map(make)
    }

    private mutating func word<Word>(_ field: ConsentImportFault.Field, _ make: (String) -> Word?) -> Word? {
        guard let text = optional(field, \.text) else { return nil }
        return make(text) ?? fault(field, .unknownWord)
    }

    private mutating func text(_ field: ConsentImportFault.Field) -> String? { members[field.rawValue]?.text }

    private mutating func required<Value>(
        _ field: ConsentImportFault.Field, _ read: (Member) -> Value?
    ) -> Value? {
        guard members[field.rawValue] != nil else { return fault(field, .missing) }
        return optional(field, read)
    }

    private mutating func optional<Value>(
        _ field: ConsentImportFault.Field, _ read: (Member) -> Value?
    ) -> Value? {
        self.read.insert(field.rawValue)
        guard let member = members[field.rawValue] else { return nil }
        return read(member) ?? fault(field, .malformed)
    }

    @discardableResult
    private mutating func fault<Value>(
        _ field: ConsentImportFault.Field, _ problem: ConsentImportFault.Problem
    ) -> Value? {
        faults.append(ConsentImportFault(number, field, problem))
        return nil
    }

    private mutating func fault(_ field: ConsentImportFault.Field, _ problem: ConsentImportFault.Problem) {
        faults.append(ConsentImportFault(number, field, problem))
    }
}

extension ConsentLineReader {
    /// A value of a line.
    fileprivate enum Member: Decodable {
        case text(String)
        case bool(Bool)
        case number(Int)
        case list([String])
        case object([String: Member])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let bool = try? container.decode(Bool.self) {
                self = .bool(bool)
            } else if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let list = try? container.decode([String].self) {
                self = .list(list)
            } else {
                self = .object(try container.decode([String: Member].self))
            }
        }

        var text: String? { if case .text(let text) = self { text } else { nil } }
        var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
        var number: Int? { if case .number(let number) = self { number } else { nil } }
        var list: [String]? { if case .list(let list) = self { list } else { nil } }

        /// The object's members, when it has no others than these.
        private func object(_ names: Set<String>) -> [String: Member]? {
            guard case .object(let members) = self, names.isSuperset(of: members.keys) else { return nil }
            return members
        }

        var onBehalf: Representation? {
            guard let members = object(["capacity", "by", "jointly"]), let capacity = members["capacity"]?.text else {
                return nil
            }
            let by = members["by"]?.text.flatMap { [UInt8](hex: $0) }.flatMap { Handle($0) }
            guard members["by"] == nil || by != nil, members["jointly"] == nil || members["jointly"]?.bool != nil else {
                return nil
            }
            return Representation(
                Representation.Capacity(capacity), by: by.map { SubjectToken($0) }, jointly: members["jointly"]?.bool)
        }

        var age: AgeAssurance? {
            guard let members = object(["country", "age", "isYounger"]), let country = members["country"]?.text,
                let age = members["age"]?.number, let isYounger = members["isYounger"]?.bool
            else { return nil }
            return AgeAssurance(country: country, age: age, isYounger: isYounger)
        }
    }
}
