/// The files of an exported log.
struct ExportedFiles {
    private let directory: String

    init(_ directory: String) { self.directory = directory }

    /// The bytes of the file with that path; nil when there is none.
    func read(_ file: String) throws -> [UInt8]? {
        let place = directory + "/" + file
        return OutputFile.exists(place) ? try InputFile.read(place, "a file of the exported log") : nil
    }
}
