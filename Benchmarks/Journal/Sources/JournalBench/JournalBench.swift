import Foundation

@main
struct JournalBench {
    static func main() async {
        do {
            let settings = try Settings(Array(CommandLine.arguments.dropFirst()))
            try await Run(settings).perform()
        } catch {
            FileHandle.standardError.write(Data("JournalBench: \(error)\n".utf8))
            exit(1)
        }
    }
}
