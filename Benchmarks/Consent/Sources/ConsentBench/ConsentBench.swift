import Foundation

@main
struct ConsentBench {
    static func main() async {
        do {
            let settings = try ConsentSettings(Array(CommandLine.arguments.dropFirst()))
            try await ConsentRun(settings).perform()
        } catch {
            FileHandle.standardError.write(Data("ConsentBench: \(error)\n".utf8))
            exit(1)
        }
    }
}
