import CustodyCrashes

/// What a store must hold, by what its callers were told.
struct StoreModel: Sendable {
    /// What is known of one person. Nil where nothing is held.
    struct Person: Sendable, Equatable {
        var name: String?
        var isErased = false
        var consent: Bool?
    }

    /// Whether making the store, its policy and its principals has been acknowledged.
    var isMade = false
    private(set) var people: [Int: Person] = [:]
    private(set) var incidents = 0
    /// The first entry of the access log that is still there.
    private(set) var first: UInt64 = 0
    /// The entries of each log at the last acknowledgement.
    var entries: [String: UInt64] = [:]
    /// The lowest version of the key-encryption key that the provider still has.
    var leastVersion: UInt16 = 1
    /// The lowest version of the blind index that a rotation left.
    private(set) var leastIndexVersion: UInt8 = 1
    /// What the store may hold as well, while an operation is under way.
    private(set) var next: Next?
    private var names = 0

    /// What an operation under way leads to.
    struct Next: Sendable {
        var person: Int?
        var state = Person()
        var incidents: Int
        var first: UInt64
    }

    func person(_ number: Int) -> Person { people[number] ?? Person() }

    /// The operation begins: from now on either state may be found.
    mutating func begin(_ operation: StoreOperation) -> String {
        names += 1
        let name = "name \(names)"
        switch operation {
        case .collect(let number), .correct(let number): expect(number) { $0.name = name }
        case .consent(let number, let isGiven): expect(number) { $0.consent = isGiven }
        case .erase(let number):
            expect(number) { person in
                person = Person(name: nil, isErased: true)
            }
        case .incident: next = Next(incidents: incidents + 1, first: first)
        case .prune: next = Next(incidents: incidents, first: first + StoreDesk.pruneStep)
        case .rotate, .rotateIndex, .reopen: next = nil
        }
        return name
    }

    private mutating func expect(_ number: Int, _ change: (inout Person) -> Void) {
        var person = person(number)
        change(&person)
        next = Next(person: number, state: person, incidents: incidents, first: first)
    }

    /// The operation was acknowledged.
    mutating func acknowledge() {
        guard let next else { return }
        if let number = next.person { people[number] = next.state }
        incidents = next.incidents
        first = next.first
        self.next = nil
    }

    /// A rotation of the blind index was acknowledged.
    mutating func acknowledge(index version: UInt8) { leastIndexVersion = version }

    /// An opening returned: of what the last life left open it decides which it is.
    mutating func decide(_ found: StoreState) {
        if let next {
            if let number = next.person, let person = found.people[number] { people[number] = person }
            incidents = found.incidents
            first = found.first
        }
        next = nil
    }

    /// Holds what was found against what was promised.
    func check(_ found: StoreState) throws(Violation) {
        for (number, person) in found.people.sorted(by: { $0.key < $1.key }) {
            let promised = self.person(number)
            guard person != promised else { continue }
            if let next, next.person == number, person == next.state { continue }
            let message = "person \(number) is \(person), not \(promised)"
            throw Violation(promised.isErased ? .noResurrection : .durability, message)
        }
        guard found.incidents == incidents || found.incidents == next?.incidents else {
            throw Violation(.durability, "there are \(found.incidents) incidents, not \(incidents)")
        }
        guard found.first == first || found.first == next?.first else {
            throw Violation(.durability, "the access log begins with entry \(found.first), not \(first)")
        }
        guard found.leastVersion >= leastVersion else {
            throw Violation(
                .durability,
                "a key is wrapped under version \(found.leastVersion), and those below \(leastVersion) were retired")
        }
        guard found.leastIndexVersion >= leastIndexVersion else {
            throw Violation(
                .durability,
                "the blind index has version \(found.leastIndexVersion), and those below \(leastIndexVersion) were retired")
        }
        // Two principals, and everybody of whom something is held: nobody twice, under whichever version.
        let known = found.people.values.count { !$0.isErased && $0 != Person() }
        guard !isMade || (known...known + 2).contains(found.identifiers) else {
            throw Violation(.atomicity, "the blind index has \(found.identifiers) entries for \(known) people and 2 principals")
        }
        // The log tells of an erasure exactly when it happened.
        let erased = found.people.values.count(where: \.isErased)
        guard found.erasures == erased else {
            throw Violation(.atomicity, "the log tells of \(found.erasures) erasures, and \(erased) people are erased")
        }
        for (log, size) in entries.sorted(by: { $0.key < $1.key }) where found.entries[log] ?? 0 < size {
            throw Violation(.auditChain, "log \(log) has \(found.entries[log] ?? 0) entries, \(size) were acknowledged")
        }
    }
}
