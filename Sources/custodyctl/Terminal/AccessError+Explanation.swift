import Custody

extension AccessError {
    /// The place and the message, without the code, which stands before them already.
    var explanation: String { place.flatMap { $0.isEmpty ? nil : "\($0): \(message)" } ?? message }
}
