/// Which keys a document may have, and where: a misspelt key must not silently lose what it says.
indirect enum JSONShape: Sendable {
    /// Anything; the type that is decoded judges it.
    case any
    /// A list of such.
    case list(JSONShape)
    /// An object with these keys and no other.
    case object([String: JSONShape])

    /// Every key that means nothing, with its path.
    func faults(in tree: JSONTree, at path: String = "") -> [String] {
        switch (self, tree) {
        case (.list(let shape), .list(let values)):
            return values.enumerated().flatMap { shape.faults(in: $1, at: "\(path)[\($0)]") }
        case (.object(let shapes), .object(let values)):
            return values.sorted { $0.key < $1.key }.flatMap { key, value -> [String] in
                let place = path.isEmpty ? key : "\(path).\(key)"
                guard let shape = shapes[key] else {
                    return [
                        "\(place): '\(key)' means nothing here; the keys are \(shapes.keys.sorted().joined(separator: ", "))"
                    ]
                }
                return shape.faults(in: value, at: place)
            }
        default: return []
        }
    }
}
