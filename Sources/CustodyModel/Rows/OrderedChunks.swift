/// A sorted set that stays cheap to change when it is large: sorted chunks of limited length in sorted order.
///
/// Inserting and removing move at most one chunk's elements and, rarely, the list of chunks.
// Usable from inlined code, for without knowing what is compared every step of a search calls through a table; and a compiler
// makes no code of a package's type known elsewhere unless the type is marked too.
@usableFromInline
package struct OrderedChunks<Element: Comparable & Sendable>: Sendable, Sequence {
    @usableFromInline var chunks: [[Element]] = []
    @usableFromInline var held = 0
    @usableFromInline static var capacity: Int { 512 }
    /// A chunk grows by so many places: doubling would leave a third of all memory empty.
    @usableFromInline static var step: Int { 32 }

    @inlinable package init() {}

    /// How many elements there are.
    @inlinable package var count: Int { held }

    @inlinable package var isEmpty: Bool { held == 0 }

    /// The last chunk that begins at or before the element; the first when none does.
    @inlinable func chunk(for element: Element) -> Int {
        let next = (0..<chunks.count).partitionPoint { chunks[$0].isEmpty || chunks[$0][0] > element }
        return Swift.max(next - 1, 0)
    }

    /// The first place in the chunk whose element is not smaller.
    @inlinable func place(of element: Element, in chunk: [Element]) -> Int {
        (0..<chunk.count).partitionPoint { chunk[$0] >= element }
    }

    /// Adds an element; one that is there already changes nothing.
    @inlinable package mutating func insert(_ element: Element) {
        guard !chunks.isEmpty else {
            chunks = [[element]]
            held = 1
            return
        }
        let index = chunk(for: element)
        let place = place(of: element, in: chunks[index])
        if place < chunks[index].count, chunks[index][place] == element { return }
        if chunks[index].count == chunks[index].capacity { chunks[index].reserveCapacity(chunks[index].count + Self.step) }
        chunks[index].insert(element, at: place)
        held += 1
        if chunks[index].count > Self.capacity {
            let full = chunks[index]
            // What is added in order leaves full chunks behind.
            let half = index == chunks.count - 1 && place == full.count - 1 ? full.count - 1 : full.count / 2
            chunks[index] = Array(full[..<half])
            chunks.insert(Array(full[half...]), at: index + 1)
        }
    }

    /// Takes an element away; one that is not there changes nothing.
    @inlinable package mutating func remove(_ element: Element) {
        guard !chunks.isEmpty else { return }
        let index = chunk(for: element)
        let place = place(of: element, in: chunks[index])
        guard place < chunks[index].count, chunks[index][place] == element else { return }
        chunks[index].remove(at: place)
        held -= 1
        if chunks[index].isEmpty { chunks.remove(at: index) }
    }

    /// At most so many elements that are greater than `bound`, from the smallest when nil.
    @inlinable package func prefix(_ limit: Int, after bound: Element?) -> [Element] {
        guard limit > 0, !chunks.isEmpty else { return [] }
        var index = bound.map { chunk(for: $0) } ?? 0
        var start = 0
        if let bound {
            start = place(of: bound, in: chunks[index])
            if start < chunks[index].count, chunks[index][start] == bound { start += 1 }
        }
        var result: [Element] = []
        while index < chunks.count, result.count < limit {
            result += chunks[index][start...].prefix(limit - result.count)
            index += 1
            start = 0
        }
        return result
    }

    @inlinable package func makeIterator() -> FlattenSequence<[[Element]]>.Iterator { chunks.joined().makeIterator() }

    /// Bytes that it takes in memory.
    package var residentBytes: Int {
        // 32 bytes are the head of an array.
        chunks.reduce(chunks.capacity * 8) { $0 + 32 + $1.capacity * MemoryLayout<Element>.stride }
    }

    /// The chunks as they stand, to be saved.
    package var savedChunks: [[Element]] { chunks }

    /// Puts a sorted chunk behind the others as ``savedChunks`` gave it; false when it cannot be one.
    package mutating func restore(_ chunk: [Element]) -> Bool {
        guard let first = chunk.first, chunk.count <= Self.capacity else { return false }
        if let last = chunks.last?.last, last >= first { return false }
        chunks.append(chunk)
        held += chunk.count
        return true
    }
}

extension OrderedChunks: Equatable {
    /// The same elements, however they are cut into chunks.
    @inlinable package static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.elementsEqual(right)
    }
}

/// An element of an ordered list that is saved as whole words.
///
/// Whole chunks are turned into words and back where the type is known: element by element through the protocol it takes ten
/// times as long, and there are millions when a store opens.
package protocol FlatElement: Comparable, Sendable {
    /// How many words one takes.
    static var wordCount: Int { get }
    /// The words of a chunk.
    static func words(of chunk: [Self]) -> [UInt64]
    /// The chunk of those words; nil when it is not sorted.
    static func chunk(of words: [UInt64]) -> [Self]?
}

extension UInt64: FlatElement {
    package static var wordCount: Int { 1 }

    package static func words(of chunk: [UInt64]) -> [UInt64] { chunk }

    package static func chunk(of words: [UInt64]) -> [UInt64]? {
        zip(words, words.dropFirst()).allSatisfy(<) ? words : nil
    }
}

extension Handle: FlatElement {
    package static var wordCount: Int { 2 }

    package static func words(of chunk: [Handle]) -> [UInt64] {
        var words: [UInt64] = []
        words.reserveCapacity(chunk.count * wordCount)
        for handle in chunk {
            words.append(handle.words.high)
            words.append(handle.words.low)
        }
        return words
    }

    package static func chunk(of words: [UInt64]) -> [Handle]? {
        var chunk: [Handle] = []
        chunk.reserveCapacity(words.count / wordCount)
        for place in stride(from: 0, to: words.count - 1, by: wordCount) {
            let handle = Handle(words: (words[place], words[place + 1]))
            if let last = chunk.last, handle <= last { return nil }
            chunk.append(handle)
        }
        return chunk
    }
}
