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

    /// Who is one with whom, and what each had answered by themselves before.
    private(set) var pairs: [Int: Int] = [:]
    private var answers: [Int: Bool?] = [:]

    /// What an operation under way leads to.
    struct Next: Sendable {
        /// What may be found of each person that it is about, the last when it is done.
        var people: [Int: [Person]] = [:]
        var pairs: [Int: Int]
        var incidents: Int
        var first: UInt64
    }

    func person(_ number: Int) -> Person { people[number] ?? Person() }

    /// The operation begins: from now on either state may be found.
    mutating func begin(_ operation: StoreOperation) -> String {
        names += 1
        let name = "name \(names)"
        var next = Next(pairs: pairs, incidents: incidents, first: first)
        switch operation {
        case .collect(let number), .correct(let number): next.people[number] = [changed(number) { $0.name = name }]
        case .consent(let number, let isGiven): next.people[number] = [changed(number) { $0.consent = isGiven }]
        case .erase(let number):
            // One after the other: of the one that is left alone its own answer counts again.
            for gone in [number, pairs[number]].compactMap(\.self) {
                next.people[gone] = [changed(gone) { $0.consent = answer(gone) }, Person(isErased: true)]
                next.pairs[gone] = nil
            }
        case .merge(let one, let other):
            for number in [one, other] { answers[number] = person(number).consent }
            let both = [person(one).consent, person(other).consent].compactMap(\.self)
            for number in [one, other] {
                next.people[number] = [changed(number) { $0.consent = both.isEmpty ? nil : both.allSatisfy(\.self) }]
            }
            (next.pairs[one], next.pairs[other]) = (other, one)
        case .split(let number):
            for apart in [number, pairs[number]].compactMap(\.self) {
                next.people[apart] = [changed(apart) { $0.consent = answer(apart) }]
                next.pairs[apart] = nil
            }
        case .incident: next.incidents += 1
        case .prune: next.first += StoreDesk.pruneStep
        case .rotate, .rotateIndex, .reopen: break
        }
        self.next = next
        return name
    }

    private func changed(_ number: Int, _ change: (inout Person) -> Void) -> Person {
        var person = person(number)
        change(&person)
        return person
    }

    private func answer(_ number: Int) -> Bool? { pairs[number] == nil ? person(number).consent : answers[number] ?? nil }

    /// The operation was acknowledged.
    mutating func acknowledge() {
        guard let next else { return }
        for (number, states) in next.people { people[number] = states.last }
        (pairs, incidents, first) = (next.pairs, next.incidents, next.first)
        self.next = nil
    }

    /// A rotation of the blind index was acknowledged.
    mutating func acknowledge(index version: UInt8) { leastIndexVersion = version }

    /// An opening returned: of what the last life left open it decides which it is.
    mutating func decide(_ found: StoreState) {
        if let next {
            for number in next.people.keys { people[number] = found.people[number] ?? people[number] }
            (incidents, first) = (found.incidents, found.first)
            pairs = [pairs, next.pairs].first { Set($0.keys) == found.merged } ?? [:]
        }
        next = nil
    }

    /// Holds what was found against what was promised.
    func check(_ found: StoreState) throws(Violation) {
        for (number, person) in found.people.sorted(by: { $0.key < $1.key }) {
            let promised = self.person(number)
            guard person != promised else { continue }
            if next?.people[number]?.contains(person) == true { continue }
            let message = "person \(number) is \(person), not \(promised)"
            throw Violation(promised.isErased ? .noResurrection : .durability, message)
        }
        // Of two of whom one is erased already the other is alone.
        guard [Set(pairs.keys), Set((next?.pairs ?? pairs).keys)].contains(found.merged) else {
            throw Violation(.atomicity, "\(found.merged.sorted()) are one with another, not \(pairs.keys.sorted())")
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
