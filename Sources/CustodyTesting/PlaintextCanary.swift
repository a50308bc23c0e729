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
/// try await custodian.collect(FieldValues(text: ["name": canary.value("name"), "email": canary.email("email")]), …)
/// // everything that your service does, then:
/// try canary.scan(directory: storeDirectory)
/// ```
///
/// A value is searched for as UTF-8 and UTF-16 in upper and lower case, as hexadecimal digits and in Base64, whatever stands before it.
/// Compressed or encrypted text is not found, which is what encryption is for.
public struct PlaintextCanary: Sendable {
    /// What every value of this canary begins with: small letters.
    public let mark: String
    private let needles: [Needle]

    private struct Needle {
        var form: String
        var bytes: [UInt8]
        /// Whether it is found in capital letters too; its own are small then.
        var folds = false
    }

    /// A canary that no other has.
    public init(random: some RandomSource = SystemRandomSource()) { self.init(watching: [], random: random) }

    /// A canary that no other has, and that finds other bytes too: a number, a key, a value that had to have a form of its own.
    ///
    /// - Parameter secrets: what to find, to the byte; each long enough that it stands nowhere by chance, eight bytes at least.
    public init(watching secrets: [[UInt8]], random: some RandomSource = SystemRandomSource()) {
        // Letters only: digits could be read as numbers, and a pattern must not need escaping anywhere.
        mark = "canary" + String(random.bytes(12).map { Character(Unicode.Scalar(UInt8(ascii: "a") + $0 % 26)) })
        needles = Self.needles(for: Array(mark.utf8), folding: true) + secrets.flatMap { Self.needles(for: $0, folding: false) }
    }

    /// A marked value, which says what it stands for.
    public func value(_ name: String) -> String { "\(mark) \(name)" }

    /// A marked address for electronic mail, which says what it stands for as far as that has letters and digits of ASCII.
    public func email(_ name: String) -> String {
        let label = name.lowercased().unicodeScalars.filter { ("a"..."z").contains($0) || ("0"..."9").contains($0) }
        return "\(mark).x\(String(String.UnicodeScalarView(label)))@example.org"
    }

    /// Throws when the bytes hold a marked value.
    ///
    /// - Parameter place: what to call them in the error; it is looked at too.
    public func scan(_ bytes: [UInt8], at place: String) throws(BrokenPromise) {
        let name = Array(place.utf8)
        let named = needles.first { Self.holds(name, $0) }
        for needle in needles where Self.holds(bytes, needle) {
            throw BrokenPromise("a marked value stands in \(named == nil ? place : "a file") as \(needle.form)")
        }
        if let named { throw BrokenPromise("a marked value stands in a name as \(named.form)") }
    }

    /// Throws when any of the files holds a marked value.
    public func scan(_ files: [String: [UInt8]]) throws(BrokenPromise) {
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) { try scan(bytes, at: path) }
    }

    /// Throws when any file in the directory, or a name in it, holds a marked value. Nothing should write there meanwhile.
    ///
    /// - Returns: how many files were read: none is a sign that it is the wrong directory.
    /// - Throws: ``BrokenPromise``; what kept something from being read, for nobody knows then what stands there.
    @discardableResult
    public func scan(directory: String) throws -> Int {
        var count = 0
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory).sorted() {
            let place = directory + "/" + path
            let type = try FileManager.default.attributesOfItem(atPath: place)[.type] as? FileAttributeType
            guard type?.rawValue == FileAttributeType.typeRegular.rawValue else {
                try scan([], at: path)
                continue
            }
            try scan(Array(Data(contentsOf: URL(filePath: place))), at: path)
            count += 1
        }
        return count
    }

    private static func holds(_ bytes: [UInt8], _ needle: Needle) -> Bool {
        let wanted = needle.bytes
        guard let last = wanted.last, bytes.count >= wanted.count else { return false }
        func folded(_ byte: UInt8) -> UInt8 { needle.folds && (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
        // How far to go on after a byte that stands under the needle's end (Horspool 1980): most bytes are never looked at.
        var steps = [Int](repeating: wanted.count, count: 256)
        for (place, byte) in wanted.dropLast().enumerated() { steps[Int(byte)] = wanted.count - 1 - place }
        return bytes.withUnsafeBufferPointer { bytes in
            var end = wanted.count - 1
            while end < bytes.count {
                let byte = folded(bytes[end])
                if byte == last, (0..<wanted.count).allSatisfy({ folded(bytes[end - wanted.count + 1 + $0]) == wanted[$0] }) {
                    return true
                }
                end += steps[Int(byte)]
            }
            return false
        }
    }

    private static func needles(for plain: [UInt8], folding: Bool) -> [Needle] {
        var needles = [Needle(form: "text", bytes: plain, folds: folding)]
        if let text = String(validating: plain, as: UTF8.self) {
            needles.append(
                Needle(
                    form: "UTF-16, little-endian", bytes: text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] },
                    folds: folding))
            needles.append(
                Needle(
                    form: "UTF-16, big-endian", bytes: text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }, folds: folding
                ))
        }
        needles.append(Needle(form: "hexadecimal digits", bytes: Array(plain.hex.utf8), folds: true))
        // Base64 of the same bytes looks different after 0, 1 or 2 others; the digits that neighbours share are left out.
        for shift in 0..<3 {
            let text = Array(Data([UInt8](repeating: 0, count: shift) + plain).base64EncodedString().utf8)
            let start = (shift * 8 + 5) / 6
            let end = (shift + plain.count) * 8 / 6
            needles.append(Needle(form: "Base64", bytes: start < end ? Array(text[start..<end]) : []))
        }
        return needles
    }
}
