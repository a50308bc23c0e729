/// One step of work with a store.
enum StoreOperation: Sendable, CustomStringConvertible {
    case collect(Int)
    case correct(Int)
    case consent(Int, isGiven: Bool)
    case erase(Int)
    case merge(Int, Int)
    case split(Int)
    case incident
    case prune
    case rotate
    case rotateIndex
    case reopen

    var description: String {
        switch self {
        case .collect(let person): "collect about \(person)"
        case .correct(let person): "correct \(person)"
        case .consent(let person, let isGiven): "consent of \(person): \(isGiven)"
        case .erase(let person): "erase \(person)"
        case .merge(let one, let other): "merge \(one) and \(other)"
        case .split(let person): "split \(person)"
        case .incident: "open an incident"
        case .prune: "prune the access log"
        case .rotate: "rotate the key-encryption key"
        case .rotateIndex: "rotate the blind index"
        case .reopen: "reopen"
        }
    }
}
