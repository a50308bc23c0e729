import CLibFuzzer
import Foundation

/// Runs libFuzzer on one target, which the environment names:
///
///     CUSTODY_FUZZ=segment Fuzz CORPUS [libFuzzer's options]
///     CUSTODY_FUZZ=segment Fuzz --seed DIR        writes the inputs to begin with
@main
enum Fuzz {
    static let target = FuzzTarget(rawValue: ProcessInfo.processInfo.environment["CUSTODY_FUZZ"] ?? "")

    static func main() throws {
        guard let target else {
            print("CUSTODY_FUZZ names none of: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))")
            exit(64)
        }
        if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--seed" {
            for (number, seed) in target.seeds.enumerated() {
                try Data(seed).write(to: URL(filePath: CommandLine.arguments[2]).appending(path: "seed-\(number)"))
            }
            return
        }
        var (count, arguments) = (CommandLine.argc, Optional(CommandLine.unsafeArgv))
        exit(LLVMFuzzerRunDriver(&count, &arguments, testOneInput))
    }
}

/// What libFuzzer calls; a complaint ends the process, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    if let complaint = Fuzz.target?.complaint(about: bytes) { fatalError(complaint) }
    return 0
}
