#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How much memory the process has.
enum ResidentMemory {
    /// Bytes of physical memory; 0 where the system does not tell.
    static var bytes: Int {
        #if canImport(Glibc) || canImport(Musl)
            guard let file = fopen("/proc/self/statm", "r") else { return 0 }
            defer { fclose(file) }
            let text = [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in
                count = fread(buffer.baseAddress, 1, 256, file)
            }
            let fields = String(decoding: text, as: UTF8.self).split(separator: " ")
            return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
        #else
            return 0
        #endif
    }
}
