/// Where a result goes that is put on record: a file, where one is named, that is whole before that and gets its name afterwards.
struct RecordedOutput {
    /// Goes with this value, and takes its draft away then unless it has its name.
    private let file: OutputFile?
    private let asJSON: Bool

    /// Makes the draft, so that what follows cannot fail for want of a place to write its result.
    ///
    /// - Parameters:
    ///   - path: the file; nil where none is named.
    ///   - store: the directory of the store, in which the file must not lie.
    ///   - asJSON: how the result is shown where its file gets no name.
    init(_ path: String?, for what: String, outside store: String, asJSON: Bool) throws {
        if let path { try StoreDirectory.refuse(path, inside: store, what) }
        file = try path.map { try OutputFile(creating: $0, for: what) }
        self.asJSON = asJSON
    }

    /// Writes the file, records the result, and gives the file its name. What is on record and got no file is shown, and named.
    ///
    /// - Parameters:
    ///   - bytes: what stands in the file.
    ///   - act: records it, and says what is on record then; nil when nothing was to be.
    func finish(_ answer: some Answer, _ bytes: [UInt8], recording act: () async throws -> String?) async throws {
        guard let file else {
            _ = try await act()
            return
        }
        var recorded: String?
        do {
            try await file.finish(bytes) { recorded = try await act() }
        } catch var error as ToolError {
            guard let recorded else { throw error }
            error.reasons.append(recorded)
            Console.remark("It is on record and could not be written to the file; keep this:")
            Console.answer(answer, asJSON: asJSON)
            throw error
        }
    }
}
