import CustodyModel

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension CivilZone {
    /// A zone by a `TimeZone`.
    ///
    /// FoundationEssentials alone knows UTC and fixed distances from it; the named zones come with FoundationInternationalization
    /// or Foundation, which a host links when it wants them. This library links neither.
    public init(_ zone: TimeZone) {
        self.init(zone.identifier) { instant in
            Int64(zone.secondsFromGMT(for: Date(instant)))
        }
    }
}
