public import CustodyModel

/// Which versions of the blind index there are.
public struct IndexStatus: Hashable, Sendable, Codable {
    /// The version that new entries are made under.
    public var current: UInt8
    /// How many entries each version has.
    public var entries: [UInt8: Int]
    /// Whether a rotation was cut off: `Custodian.rotateIndex(by:)` finishes it.
    public var isRotating: Bool
    /// Kinds of identifiers that are declared otherwise than the current version hashes them: a rotation takes that up.
    public var changedFields: [IdentifierField]

    /// Whether a rotation has something to do that cannot wait for its usual time.
    public var isRotationDue: Bool { isRotating || !changedFields.isEmpty }
}

/// What a rotation of the blind index did.
public struct IndexRotation: Hashable, Sendable, Codable {
    /// The version that every entry is made under now.
    public var version: UInt8
    /// How many entries were written anew.
    public var rewritten: Int
    /// The versions whose keys were destroyed.
    public var retired: [UInt8]
    /// Entries that could not be written anew, because the key of whom they stand for is lost. While there are any the former key stays.
    public var left: Int
}
