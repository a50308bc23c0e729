#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Standard output without a buffer: what was said before a kill stays said.
enum Line {
    static func say(_ text: String) {
        var bytes = Array((text + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes.removeFirst(count)
            } else if errno != EINTR {
                // Nobody listens: then nothing that happens from here on would be known.
                exit(74)
            }
        }
    }

    static func exit(_ status: Int32) -> Never { SystemExit.call(status) }
}

private enum SystemExit {
    static func call(_ status: Int32) -> Never { exit(status) }
}
