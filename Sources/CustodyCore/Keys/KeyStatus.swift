/// Under which versions of the key-encryption key a store's keys are wrapped.
public struct KeyStatus: Hashable, Sendable, Codable {
    /// The version that new wrappings use.
    public var current: UInt16
    /// How many live keys each version wraps.
    public var live: [UInt16: Int]
    /// How many keys were destroyed.
    public var destroyed: Int

    /// Whether keys are still wrapped under a former version: a rotation is due, or was cut off.
    public var isRotationDue: Bool { live.keys.contains { $0 != current } }
}

/// What a rotation of the key-encryption key did.
public struct KeyRotation: Hashable, Sendable, Codable {
    /// The version under which every key is wrapped now.
    public var version: UInt16
    /// How many keys were wrapped anew.
    public var rewrapped: Int
    /// The versions that the provider retired.
    public var retired: [UInt16]
}
