/// An error of a backend that can say that what is stored is not what was written, so that whoever does not know the backend
/// can tell that from a failure that passes.
public protocol DamageReporting: Error {
    /// Whether what is stored is damaged.
    var isDamage: Bool { get }
}
