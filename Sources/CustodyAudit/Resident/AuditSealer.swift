import Crypto
package import CustodyModel
package import CustodyProof

/// Turns an event into a leaf and sealed compartments, once the commit it belongs to is known.
package struct AuditSealer: Sendable {
    private let keys: DerivedKeys
    private let random: any RandomSource

    package init(keys: DerivedKeys, random: any RandomSource) {
        self.keys = keys
        self.random = random
    }

    /// What hides a commitment, and a nonce.
    private static let randomCount = 32
    private static let freshCount = randomCount + 12

    /// The numbers of an event's names, looked up when it was staged.
    package struct Codes: Sendable {
        var purpose: UInt32
        var role: UInt32
        var categories: AuditCategories

        init(purpose: UInt32, role: UInt32, categories: AuditCategories) {
            (self.purpose, self.role, self.categories) = (purpose, role, categories)
        }

        /// - Throws: `AuditError` `.invalidEvent` when a leaf cannot name all of the categories.
        package init(of event: AuditEvent, in vocabulary: AuditVocabulary) throws(AuditError) {
            guard let categories = vocabulary.codes(of: event.categories) else {
                throw AuditError(.invalidEvent, "a leaf names at most 255 categories with numbers over 62")
            }
            self.init(
                purpose: vocabulary.code(of: event.purpose), role: vocabulary.code(of: event.role), categories: categories)
        }
    }

    /// The event as it is written.
    package func seal(_ event: AuditEvent, _ codes: Codes, at commit: CommitSequence) throws -> AuditChange {
        guard event.batch ?? commit <= commit else {
            throw AuditError(
                .invalidEvent, "the operation cannot have begun with a later commit", at: AuditPlace(event.destination))
        }
        var leaf = AuditLeaf(
            event.auditClass, event.action, event.decision, flags: event.flags, commit: commit, batch: event.batch ?? commit,
            time: event.time)
        leaf.purpose = codes.purpose
        leaf.role = codes.role
        leaf.categories = codes.categories
        leaf.recordCount = UInt32(clamping: event.recordCount)
        leaf.control = event.control
        let month = event.time.month
        let persons = event.persons
        if !persons.isEmpty { leaf.flags.insert(.payload) }
        if event.control != nil { leaf.flags.insert(.control) }

        var compartments: [AuditCompartment] = []
        var contents: [(bytes: [UInt8], nonce: ArraySlice<UInt8>, key: SymmetricKey)] = []
        contents.reserveCapacity(persons.count)
        compartments.reserveCapacity(persons.count)
        // Asked for once: the system takes longer to be asked than to answer.
        let fresh = try fresh(persons.count * Self.freshCount)
        for (position, person) in persons.enumerated() {
            let derived = keys.derived(for: person, in: month)
            let own = fresh[(position * Self.freshCount)..<((position + 1) * Self.freshCount)]
            let payload = person.encodedPayload
            var content: [UInt8] = []
            content.reserveCapacity(Self.randomCount + payload.count)
            content += own.prefix(Self.randomCount)
            content += payload
            contents.append((content, own.dropFirst(Self.randomCount), derived.sealing))
            let commitment = AuditCommitment.commitment(
                to: content[Self.randomCount...], about: person.handle, as: person.keyClass, position: UInt8(position),
                commit: commit, in: keys.scheme.logID, random: content[..<Self.randomCount])
            compartments.append(
                AuditCompartment(
                    position: UInt8(position), keyClass: person.keyClass,
                    reference: derived.reference, month: month, commitment: commitment, box: nil))
        }
        if event.actor != nil { leaf.actorReference = compartments[event.subjects.count].reference }
        if event.subjects.count == 1 {
            leaf.flags.insert(.subject)
            leaf.subjectReference = compartments[0].reference
        }
        leaf.payloadRoot = AuditScheme.payloadRoot(compartments.map(\.commitment))

        // Only now is the leaf complete, which every seal is bound to.
        let fixed = leaf.fixedBytes
        for (position, person) in persons.enumerated() {
            do {
                let content = contents[position]
                compartments[position].box = try keys.scheme.seal(
                    content.bytes, nonce: content.nonce, under: content.key, for: person, position: UInt8(position),
                    in: fixed)
            } catch let error as AuditError { throw error } catch {
                throw AuditError(.sealing, "a compartment could not be sealed: \(error)", at: AuditPlace(event.destination))
            }
        }
        return AuditChange(log: event.destination, leafBytes: Bytes(leaf.bytes(after: fixed)), compartments: compartments)
    }

    private func fresh(_ count: Int) throws(AuditError) -> [UInt8] {
        let bytes = random.bytes(count)
        guard bytes.count == count else {
            throw AuditError(.sealing, "the random source gave \(bytes.count) bytes instead of \(count)")
        }
        return bytes
    }
}
