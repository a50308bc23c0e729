/// Options of the form `--name value`.
struct Options {
    let usage: String

    /// Gives each option with its value to `take`, which answers whether it knows the option.
    func read(_ arguments: [String], _ take: (_ option: String, _ value: String) throws -> Bool) throws {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BenchError("\(option) needs a value\n\(usage)") }
            guard try take(option, value) else { throw BenchError("\(option) is not known\n\(usage)") }
        }
    }

    static func number(_ text: String, _ option: String, from least: Int = 0) throws -> Int {
        guard let number = Int(text), number >= least else {
            throw BenchError("\(option): \(text) is no number from \(least) on")
        }
        return number
    }

    static func seconds(_ text: String, _ option: String) throws -> Double {
        guard let number = Double(text), number > 0 else { throw BenchError("\(option): \(text) is no duration") }
        return number
    }
}
