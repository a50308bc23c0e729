import Foundation

/// The terms of the Data Privacy Vocabulary 2.3, and whether a document in JSON-LD uses others.
struct DPVList {
    private let known: Set<String>

    /// The namespaces that are no part of the vocabulary, with the terms of them that receipts may use.
    private static let others: [String: Set<String>] = [
        "dct": [
            "conformsTo", "identifier", "created", "title", "source", "description", "language", "hasVersion", "valid",
        ],
        "xsd": ["dateTime"],
    ]
    private static let prefixes = [
        "dpv": "https://w3id.org/dpv#", "pd": "https://w3id.org/dpv/pd#", "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    ]
    /// What a record by ISO/IEC TS 27560 conforms to: profiles, and no terms of the vocabulary.
    private static let profiles = Set(
        ["record", "receipt", "record-eu-gdpr", "receipt-eu-gdpr"].map { "https://w3id.org/dpv/schema/dpv-27560#" + $0 })

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/dpv-2.3-iris.txt")
        known = Set(try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { String($0) })
    }

    /// Everything in a document that the vocabulary does not have, and every term with a value that is no list.
    func faults(in tree: JSONTree) -> [String] {
        switch tree {
        case .list(let values): return values.flatMap { faults(in: $0) }
        case .object(let members):
            return members.flatMap { member -> [String] in
                switch (member.name, member.value) {
                case ("@context", .object(let context)):
                    return context.compactMap { prefix in
                        let stands = Self.prefixes[prefix.name] ?? (Self.others[prefix.name] == nil ? nil : "other")
                        guard let stands else { return "prefix \(prefix.name)" }
                        return stands == "other" || prefix.value == .text(stands) ? nil : "prefix \(prefix.name)"
                    }
                case ("@id", .text(let name)): return faults(ofName: name)
                case ("@type", .text(let term)): return faults(of: term)
                case ("@type", .list(let terms)):
                    return terms.flatMap { term in if case .text(let term) = term { faults(of: term) } else { ["a type"] } }
                case ("@value", .text): return []
                case (_, .list): return faults(of: member.name) + faults(in: member.value)
                default: return ["\(member.name) is no list"]
                }
            }
        default: return []
        }
    }

    private func faults(of term: String) -> [String] {
        let parts = term.split(separator: ":", maxSplits: 1).map { String($0) }
        guard parts.count == 2 else { return [term] }
        if let start = Self.prefixes[parts[0]] { return known.contains(start + parts[1]) ? [] : [term] }
        return Self.others[parts[0]]?.contains(parts[1]) == true ? [] : [term]
    }

    private func faults(ofName name: String) -> [String] {
        if name.hasPrefix("urn:") || Self.profiles.contains(name) { return [] }
        if name.hasPrefix("https://") { return name.contains("w3id.org/dpv") && !known.contains(name) ? [name] : [] }
        return faults(of: name)
    }
}
