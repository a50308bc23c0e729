/// One file of a published log.
public struct TileFile: Hashable, Sendable {
    /// Where it stands.
    public let path: TilePath
    /// What is in it.
    public let bytes: [UInt8]
}
