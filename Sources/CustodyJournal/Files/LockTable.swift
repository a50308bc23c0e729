/// `/proc/locks`: lines such as `1: FLOCK  ADVISORY  WRITE 4321 fe:01:131 0 EOF`.
enum LockTable {
    // The device is not compared: on overlay file systems `fstat` and the kernel's table name different ones.
    static func flockHolder(inode: UInt64, in table: String) -> Int32? {
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count >= 6, fields[1] == "FLOCK", fields[3] == "WRITE", let process = Int32(fields[4]), process > 0,
                let number = fields[5].split(separator: ":").last, UInt64(number) == inode
            else { continue }
            return process
        }
        return nil
    }
}
