extension SimulatedInode {
    static let sector = 512
    static let page = 4096

    /// What ``CrashProfile/adversarial`` leaves.
    func adversarialBytes(_ dice: inout SeededGenerator) -> [UInt8] {
        guard !pending.isEmpty else { return durable }
        switch dice.below(8) {
        case 0: return durable
        case 1: return visible
        case 2...4: return cutBytes(&dice)
        default: return scatteredBytes(&dice)
        }
    }

    /// The changes in order up to one, of which any number of bytes happened.
    private func cutBytes(_ dice: inout SeededGenerator) -> [UInt8] {
        var content = durable
        var known = [durable.count]
        let last = dice.below(pending.count)
        for change in pending[...last] {
            let isLast = change.order == pending[last].order
            switch change.action {
            case .truncate(let size): if !isLast { Self.resize(&content, to: size) }
            case .write(let offset, let bytes):
                let count = isLast ? dice.below(bytes.count + 1) : bytes.count
                if count > 0 { Self.put(bytes[..<count], at: offset, in: &content) }
            }
            known.append(content.count)
        }
        grow(&content, &dice)
        return content
    }

    /// Any subset of the sectors, in order where they overlap; one write may also be cut at a byte.
    private func scatteredBytes(_ dice: inout SeededGenerator) -> [UInt8] {
        var content = durable
        let torn = dice.chance(2) ? dice.below(pending.count) : -1
        let odds = dice.chance(2) ? 2 : 5
        // Where bytes stand that somebody wrote; between them the space is new.
        var written = [0..<durable.count]
        for (index, change) in pending.enumerated() {
            switch change.action {
            case .truncate(let size):
                if dice.chance(2) {
                    Self.resize(&content, to: size)
                    written = written.map { min($0.lowerBound, size)..<min($0.upperBound, size) }
                }
            case .write(let offset, let bytes):
                let end = offset + (index == torn ? dice.below(bytes.count + 1) : bytes.count)
                var place = offset
                while place < end {
                    let next = min(end, (place / Self.sector + 1) * Self.sector)
                    if !dice.chance(odds) {
                        Self.put(bytes[(place - offset)..<(next - offset)], at: place, in: &content)
                        written.append(place..<next)
                    }
                    place = next
                }
            }
        }
        if dice.chance(2) { Self.fillHoles(of: &content, besides: written, &dice) }
        grow(&content, &dice)
        return content
    }

    /// The size may cover data that is not there.
    private func grow(_ content: inout [UInt8], _ dice: inout SeededGenerator) {
        let reach = pending.reduce(content.count) { reach, change in
            if case .write(let offset, let bytes) = change.action { max(reach, offset + bytes.count) } else { reach }
        }
        guard reach > content.count else { return }
        let missing = reach - content.count
        let count = dice.chance(2) ? missing : dice.below(missing + 1)
        switch dice.below(3) {
        case 0: break
        case 1: Self.resize(&content, to: content.count + count)
        default: content += dice.bytes(count)
        }
    }

    /// Sectors of new space that nothing reached hold garbage.
    private static func fillHoles(
        of content: inout [UInt8], besides written: [Range<Int>], _ dice: inout SeededGenerator
    ) {
        var place = 0
        for range in written.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > place, place < content.count {
                let hole = place..<min(range.lowerBound, content.count)
                content.replaceSubrange(hole, with: dice.bytes(hole.count))
            }
            place = max(place, range.upperBound)
        }
    }

    /// What ``CrashProfile/ext4Ordered`` leaves when metadata got as far as `moment` and data written before `flushed` is there.
    func orderedBytes(moment: Int, flushed: Int, _ dice: inout SeededGenerator) -> [UInt8] {
        guard !pending.isEmpty else { return durable }
        var content = durable
        var isAppending = true
        for change in pending {
            switch change.action {
            case .truncate(let size):
                if change.order < moment { Self.resize(&content, to: size) }
            case .write(let offset, let bytes) where change.order < flushed:
                Self.put(bytes[...], at: offset, in: &content)
            case .write(let offset, let bytes):
                let end = offset + bytes.count
                var place = offset
                while place < min(end, content.count) {
                    let next = min(end, content.count, (place / Self.sector + 1) * Self.sector)
                    if dice.chance(2) { Self.put(bytes[(place - offset)..<(next - offset)], at: place, in: &content) }
                    place = next
                }
                guard place < end, isAppending else { continue }
                var reach = end
                if dice.chance(3) {
                    isAppending = false
                    let pages = (place / Self.page + 1)...(end / Self.page + 1)
                    reach = min(end, pages.randomElement(using: &dice).map { $0 * Self.page } ?? end)
                    if dice.chance(2) { reach = place }
                }
                if reach > place { Self.put(bytes[(place - offset)..<(reach - offset)], at: place, in: &content) }
            }
        }
        return content
    }
}
