import Foundation

/// A JSON text with every member, also of a name that stands twice. It reads what the receipts write and refuses all else.
indirect enum JSONTree: Equatable {
    case object([Member])
    case list([JSONTree])
    case text(String)
    case number(String)
    case bool(Bool)
    case null

    struct Member: Equatable {
        var name: String
        var value: JSONTree
    }

    struct Malformed: Error {
        var place: Int
    }

    init(_ bytes: [UInt8]) throws {
        // Foundation judges whether it is JSON at all; this only keeps what it would lose.
        _ = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        var reader = Reader(bytes: bytes)
        self = try reader.value()
    }

    subscript(name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    subscript(place: Int) -> JSONTree? {
        guard case .list(let values) = self, values.indices.contains(place) else { return nil }
        return values[place]
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        mutating func skip() {
            while place < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[place]) { place += 1 }
        }

        mutating func take(_ character: Character) -> Bool {
            skip()
            guard place < bytes.count, bytes[place] == character.asciiValue else { return false }
            place += 1
            return true
        }

        mutating func value() throws -> JSONTree {
            skip()
            guard place < bytes.count else { throw Malformed(place: place) }
            switch bytes[place] {
            case UInt8(ascii: "{"):
                place += 1
                var members: [Member] = []
                if take("}") { return .object([]) }
                repeat {
                    skip()
                    let name = try text()
                    guard take(":") else { throw Malformed(place: place) }
                    members.append(Member(name: name, value: try value()))
                } while take(",")
                guard take("}") else { throw Malformed(place: place) }
                return .object(members)
            case UInt8(ascii: "["):
                place += 1
                var values: [JSONTree] = []
                if take("]") { return .list([]) }
                repeat { values.append(try value()) } while take(",")
                guard take("]") else { throw Malformed(place: place) }
                return .list(values)
            case UInt8(ascii: "\""): return .text(try text())
            default:
                let start = place
                while place < bytes.count, !Array(",]} \n".utf8).contains(bytes[place]) { place += 1 }
                switch String(decoding: bytes[start..<place], as: UTF8.self) {
                case "true": return .bool(true)
                case "false": return .bool(false)
                case "null": return .null
                case let number: return .number(number)
                }
            }
        }

        mutating func text() throws -> String {
            let start = place
            guard bytes[place] == UInt8(ascii: "\"") else { throw Malformed(place: place) }
            place += 1
            while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
                place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
            }
            place += 1
            guard place <= bytes.count else { throw Malformed(place: place) }
            return try JSONDecoder().decode([String].self, from: Data([0x5b] + bytes[start..<place] + [0x5d]))[0]
        }
    }
}

/// Names that stand twice in one object.
enum JSONStrictness {
    static func faults(in bytes: [UInt8]) -> [String] {
        guard let tree = try? JSONTree(bytes) else { return ["no JSON"] }
        return faults(in: tree)
    }

    private static func faults(in tree: JSONTree) -> [String] {
        switch tree {
        case .object(let members):
            let repeated = Dictionary(grouping: members, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
            return repeated + members.flatMap { faults(in: $0.value) }
        case .list(let values): return values.flatMap { faults(in: $0) }
        default: return []
        }
    }
}
