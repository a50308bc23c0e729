/// Verifies a journal's directory: the manifest, the segments it names in their order, and that nothing else stands there.
struct DirectoryInspector {
    let directory: String
    let fileSystem: any JournalFileSystem
    let storeID: [UInt8]?

    private var manifests: ManifestStore { ManifestStore(directory: directory, fileSystem: fileSystem) }

    func run() throws(JournalError) -> JournalInspection {
        let names = try fileSystem.list(directory)
        var findings: [JournalFinding] = []
        let manifest: Manifest?
        do throws(JournalError) { manifest = try manifests.newest(of: storeID) } catch {
            manifest = nil
            findings.append(finding(.damage, error.message, error.path ?? directory, error.offset ?? 0, error.code))
        }
        guard let manifest else { return withoutManifest(names, findings) }
        findings += strangers(names, beside: manifest)
        var segments: [SegmentInspection] = []
        var (lastSequence, writerEpoch) = ((manifest.segments.first?.firstSequence ?? 1) - 1, UInt32(0))
        for place in manifest.segments {
            let path = path(JournalPath.segmentName(place.number))
            if place.firstSequence - 1 != lastSequence, segments.last?.isDamaged == false {
                let message = "the segment begins behind \(place.firstSequence - 1), the one before it ends at \(lastSequence)"
                findings.append(finding(.damage, message, path, 36, .corrupt))
            }
            var inspector = SegmentInspector(
                path: path, fileSystem: fileSystem, storeID: manifest.storeID, place: place,
                certified: manifest.durableSequence, after: writerEpoch)
            let segment = inspector.run()
            lastSequence = segment.lastSequence
            writerEpoch = max(writerEpoch, segment.writerEpoch)
            segments.append(segment)
        }
        if let last = segments.last, !last.isDamaged, lastSequence < manifest.durableSequence {
            let message = "the journal ends at sequence \(lastSequence), the manifest certifies \(manifest.durableSequence)"
            findings.append(finding(.damage, message, last.path, last.size, .corrupt))
        }
        return JournalInspection(
            generation: manifest.generation, checkpoint: manifest.checkpoint, segments: segments, ownFindings: findings)
    }

    /// Without a manifest the segments are looked at one by one. None of them counts: opening refuses as soon as one holds
    /// anything but a header, and takes the others for a journal whose making was cut off.
    private func withoutManifest(_ names: [String], _ found: [JournalFinding]) -> JournalInspection {
        let segments = names.filter { JournalPath.segmentNumber($0) != nil }
            .map { Journal.inspect(path: path($0), fileSystem: fileSystem, storeID: storeID) }
        var findings = found
        if found.isEmpty {
            findings.append(
                segments.allSatisfy { $0.frames == 0 && $0.findings.allSatisfy { $0.severity == .notice } }
                    ? finding(.notice, "there is no journal here", directory, 0, .notFound)
                    : finding(.damage, "there are segments and no manifest", directory, 0, .corrupt))
        }
        return JournalInspection(generation: nil, checkpoint: nil, segments: segments, ownFindings: findings)
    }

    /// Files that the manifest does not name. A crash leaves them and the next opening for writing removes them.
    private func strangers(_ names: [String], beside manifest: Manifest) -> [JournalFinding] {
        let named = Set(manifest.segments.map(\.number))
        return names.compactMap { name in
            if let generation = JournalPath.manifestGeneration(name) {
                guard generation != manifest.generation else { return nil }
                return finding(.notice, "an older manifest; the next writer removes it", path(name), 0, nil)
            }
            if let number = JournalPath.segmentNumber(name) {
                guard !named.contains(number) else { return nil }
                return finding(.notice, "a segment that no manifest names; the next writer removes it", path(name), 0, nil)
            }
            if name == JournalPath.quarantineName || name == JournalPath.lockName { return nil }
            return finding(.notice, "no part of the journal", path(name), 0, nil)
        }
    }

    private func path(_ name: String) -> String { JournalPath.join(directory, name) }

    private func finding(
        _ severity: JournalFinding.Severity, _ message: String, _ path: String, _ offset: UInt64, _ code: JournalError.Code?
    ) -> JournalFinding {
        JournalFinding(
            severity: severity, path: path, offset: offset, length: nil, sequence: nil, code: code, message: message)
    }
}
