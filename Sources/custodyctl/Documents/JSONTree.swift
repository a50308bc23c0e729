/// The structure of a JSON document, without its values.
enum JSONTree: Decodable {
    case object([String: JSONTree])
    case list([JSONTree])
    case value

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Key.self) {
            var object: [String: JSONTree] = [:]
            for key in container.allKeys { object[key.stringValue] = try container.decode(JSONTree.self, forKey: key) }
            self = .object(object)
        } else if var container = try? decoder.unkeyedContainer() {
            var list: [JSONTree] = []
            while !container.isAtEnd { list.append(try container.decode(JSONTree.self)) }
            self = .list(list)
        } else {
            self = .value
        }
    }

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { stringValue = String(intValue) }
    }
}
