import CustodyModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension RolePolicy {
    /// Reads a document.
    ///
    /// Reading is strict: a key that means nothing, a key that stands twice and an action that nobody declared are
    /// errors. What the document says is checked by ``validate()``.
    public init(json: [UInt8]) throws(AccessError) {
        do {
            try DuplicateKeys.requireUTF8(json)
            self = try JSONDecoder().decode(RolePolicy.self, from: Data(json))
            try DuplicateKeys.refuse(in: json)
            try refuseUnknownActions()
        } catch let error as AccessError {
            throw error
        } catch let error as DecodingError {
            throw AccessError(reading: error)
        } catch {
            throw AccessError(.malformedDocument, "the document cannot be read")
        }
    }

    /// Reads a document from text.
    public init(json: String) throws(AccessError) { try self.init(json: Array(json.utf8)) }

    /// The document as JSON for people to review: indented, keys sorted.
    public func json() throws(AccessError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do { return Array(try encoder.encode(self)) } catch {
            throw AccessError(.malformedDocument, "the document cannot be written: \(error)")
        }
    }

    /// The one encoding of the document, to be hashed, signed and stored: deterministic CBOR.
    public func canonicalBytes() throws(AccessError) -> [UInt8] {
        do { return try CBOR.encode(self) } catch {
            throw AccessError(.malformedDocument, "the document cannot be written: \(error)")
        }
    }

    /// Reads what ``canonicalBytes()`` wrote.
    public init(canonicalBytes: [UInt8]) throws(AccessError) {
        do { self = try CBOR.decode(from: canonicalBytes) } catch let error as AccessError {
            throw error
        } catch let error as DecodingError {
            throw AccessError(reading: error)
        } catch let error as CBORError {
            throw AccessError(.malformedDocument, "the stored document cannot be read: \(error)")
        } catch {
            throw AccessError(.malformedDocument, "the stored document cannot be read")
        }
    }

    private func refuseUnknownActions() throws(AccessError) {
        guard let finding = actionFindings().first else { return }
        throw AccessError(.unknownAction, finding.message, at: finding.path, findings: actionFindings())
    }
}

extension RolePolicy: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case version, controller, actions, purposes, roles
        case exclusions = "exclusive"
        case principals, grants, facts, trainings
    }

    /// Reads a document and refuses keys that mean nothing.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            version: try container.decodeIfPresent(Int.self, forKey: .version) ?? 1,
            controller: try container.decode(ControllerID.self, forKey: .controller),
            actions: try container.decodeIfPresent([Action].self, forKey: .actions) ?? [],
            purposes: try container.decodeIfPresent([StrictDeclaration].self, forKey: .purposes)?.map(\.value) ?? [],
            roles: try container.decodeIfPresent([Role].self, forKey: .roles) ?? [],
            exclusions: try container.decodeIfPresent([Exclusion].self, forKey: .exclusions) ?? [],
            principals: try container.decodeIfPresent([Assignment].self, forKey: .principals) ?? [],
            grants: try container.decodeIfPresent([RoleGrant].self, forKey: .grants) ?? [],
            facts: try container.decodeIfPresent([FactID].self, forKey: .facts) ?? [],
            trainings: try container.decodeIfPresent([TrainingID].self, forKey: .trainings) ?? [])
    }

    /// Writes a document; empty lists are left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(version, forKey: .version)
        try container.encode(controller, forKey: .controller)
        if !actions.isEmpty { try container.encode(actions, forKey: .actions) }
        if !purposes.isEmpty { try container.encode(purposes, forKey: .purposes) }
        if !roles.isEmpty { try container.encode(roles, forKey: .roles) }
        if !exclusions.isEmpty { try container.encode(exclusions, forKey: .exclusions) }
        if !principals.isEmpty { try container.encode(principals, forKey: .principals) }
        if !grants.isEmpty { try container.encode(grants, forKey: .grants) }
        if !facts.isEmpty { try container.encode(facts, forKey: .facts) }
        if !trainings.isEmpty { try container.encode(trainings, forKey: .trainings) }
    }
}

/// A declaration whose keys are checked first.
private struct StrictDeclaration: Decodable {
    let value: PurposeDeclaration

    init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(
            except: [
                "purpose", "basis", "note", "recognisedInterest", "specialCondition", "criminalDataLaw", "offeredToChildren",
                "restrictionException",
            ])
        value = try PurposeDeclaration(from: decoder)
    }
}

extension AccessError {
    init(reading error: DecodingError) { self.init(.malformedDocument, error.words, at: error.place) }
}
