public import CustodyModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Values that are marked, so that they are found wherever they should not stand: in a store's files, in temporary ones, in backups,
/// in logs, in file names.
///
/// ```swift
/// let canary = PlaintextCanary()
/// try await custodian.collect(FieldValues(text: ["name": canary.value("name")]), …)
/// // everything that your service does, then:
/// try canary.scan(directory: storeDirectory)
/// ```
///
/// A value is searched for as UTF-8 and UTF-16, as hexadecimal digits and in Base64, whatever stands before it. Compressed or encrypted text is
/// not found, which is what encryption is for.
public struct PlaintextCanary: Sendable {
    /// What every value of this canary begins with.
    public let mark: String
    private let needles: [(form: String, bytes: [UInt8])]

    /// A canary that no other has.
    public init(random: some RandomSource = SystemRandomSource()) {
        // Letters only: digits could be read as numbers, and a pattern must not need escaping anywhere.
        mark = "Canary" + String(random.bytes(12).map { Character(Unicode.Scalar(UInt8(ascii: "a") + $0 % 26)) })
        needles = Self.needles(for: mark)
    }

    /// A marked value, which says what it stands for.
    public func value(_ name: String) -> String { "\(mark) \(name)" }

    /// Throws when the bytes hold a marked value.
    ///
    /// - Parameter place: what to call them in the error; it is looked at too.
    public func scan(_ bytes: [UInt8], at place: String) throws(BrokenPromise) {
        for (form, needle) in needles where Self.holds(bytes, needle) {
            throw BrokenPromise("a marked value stands in \(redacted(place)) as \(form)")
        }
        for (form, needle) in needles where Self.holds(Array(place.utf8), needle) {
            throw BrokenPromise("a marked value stands in a name as \(form)")
        }
    }

    /// Throws when any of the files holds a marked value.
    public func scan(_ files: [String: [UInt8]]) throws(BrokenPromise) {
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) { try scan(bytes, at: path) }
    }

    /// Throws when any file in the directory, or a name in it, holds a marked value.
    ///
    /// - Returns: how many files were read: none is a sign that it is the wrong directory.
    @discardableResult
    public func scan(directory: String) throws -> Int {
        var count = 0
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory).sorted() {
            let place = directory + "/" + path
            var type: String?
            if let attributes = try? FileManager.default.attributesOfItem(atPath: place) {
                type = (attributes[.type] as? FileAttributeType)?.rawValue
            }
            guard type == FileAttributeType.typeRegular.rawValue else {
                try scan([], at: path)
                continue
            }
            try scan(Array(Data(contentsOf: URL(filePath: place))), at: path)
            count += 1
        }
        return count
    }

    private func redacted(_ place: String) -> String { place.contains(mark) ? "a file" : place }

    private static func holds(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
        guard let last = needle.last, bytes.count >= needle.count else { return false }
        // How far to go on after a byte that stands under the needle's end (Horspool 1980): most bytes are never looked at.
        var steps = [Int](repeating: needle.count, count: 256)
        for (place, byte) in needle.dropLast().enumerated() { steps[Int(byte)] = needle.count - 1 - place }
        return bytes.withUnsafeBufferPointer { bytes in
            var end = needle.count - 1
            while end < bytes.count {
                let byte = bytes[end]
                if byte == last, (0..<needle.count).allSatisfy({ bytes[end - needle.count + 1 + $0] == needle[$0] }) {
                    return true
                }
                end += steps[Int(byte)]
            }
            return false
        }
    }

    private static func needles(for mark: String) -> [(form: String, bytes: [UInt8])] {
        let plain = Array(mark.utf8)
        var needles: [(String, [UInt8])] = [
            ("text", plain),
            ("UTF-16, little-endian", plain.flatMap { [$0, 0] }), ("UTF-16, big-endian", plain.flatMap { [0, $0] }),
            ("hexadecimal digits", Array(plain.hex.utf8)), ("hexadecimal digits", Array(plain.hex.uppercased().utf8)),
        ]
        // Base64 of the same bytes looks different after 0, 1 or 2 others; the digits that neighbours share are left out.
        for shift in 0..<3 {
            let text = Array(Data([UInt8](repeating: 0, count: shift) + plain).base64EncodedString().utf8)
            let start = (shift * 8 + 5) / 6
            let end = (shift + plain.count) * 8 / 6
            needles.append(("Base64", Array(text[start..<end])))
        }
        return needles
    }
}
