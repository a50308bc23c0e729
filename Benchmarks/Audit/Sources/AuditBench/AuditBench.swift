import Foundation

@main
struct AuditBench {
    static func main() async {
        do {
            let settings = try AuditSettings(Array(CommandLine.arguments.dropFirst()))
            try await AuditRun(settings).perform()
        } catch {
            FileHandle.standardError.write(Data("AuditBench: \(error)\n".utf8))
            exit(1)
        }
    }
}
