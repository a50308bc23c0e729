#!/usr/bin/env python3
"""Checks checkpoints, receipts and published logs of any C2SP transparency log, from the specifications alone.

    tlog.py VKEY PATH...    a checkpoint, a tlog-proof, a directory of tlog-tiles, or an exported bundle

Prints "ok PATH" or "refused PATH: why" for each and ends with 1 when one was refused, with 2 when the key is none. Nothing of it is shared
with the library: it follows c2sp.org/signed-note, tlog-checkpoint, tlog-proof, tlog-tiles and RFC 6962. Of a bundle it checks the files, the
hashes and the paths; what it leaves to the library stands in the handbook, under "Checking the log".
"""
import base64
import hashlib
import json
import os
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Refused(Exception):
    pass


def require(condition, why):
    if not condition:
        raise Refused(why)


def unbase64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Refused("no base64") from error
    require(base64.b64encode(data).decode() == text, "another spelling of base64")
    return data


def number(text):
    require(len(text) <= 20 and text.isascii() and text.isdigit() and str(int(text)) == text, "no decimal number")
    return int(text)


class Key:
    """A verifier key: name+hash+base64(type || key)."""

    def __init__(self, text):
        parts = text.split("+", 2)
        require(len(parts) == 3, "no verifier key: name+number+base64")
        self.name, digits, key = parts
        blob = unbase64(key)
        require(len(blob) == 33 and blob[0] == 1, "no Ed25519 key of a log")
        self.id = hashlib.sha256(self.name.encode() + b"\n" + blob).digest()[:4]
        require(self.id.hex() == digits, "the key's number is wrong")
        self.key = Ed25519PublicKey.from_public_bytes(blob[1:])


def checkpoint(note, key):
    """The size and root of a checkpoint of the log that the key is of."""
    try:
        text = note.decode()
    except UnicodeDecodeError as error:
        raise Refused("no UTF-8") from error
    require(all(c >= " " or c == "\n" for c in text), "control characters")
    body, mark, tail = text.rpartition("\n\n")
    require(mark and tail.endswith("\n"), "no signed note")
    body += "\n"
    isSigned = False
    for line in tail[:-1].split("\n"):
        parts = line.split(" ")
        require(len(parts) == 3 and parts[0] == "\u2014" and parts[1] and "+" not in parts[1], "no signature line")
        require(not any(c.isspace() for c in parts[1]), "no name of a key")
        blob = unbase64(parts[2])
        require(len(blob) > 4, "an empty signature")
        if (parts[1], blob[:4]) == (key.name, key.id):
            try:
                key.key.verify(blob[4:], body.encode())
            except InvalidSignature as error:
                raise Refused("a false signature") from error
            isSigned = True
    require(isSigned, "not signed by the key")
    lines = body.split("\n")
    require(len(lines) >= 4 and lines.pop() == "" and all(lines), "no checkpoint")
    require(lines[0] == key.name, "another log")
    root = unbase64(lines[2])
    require(len(root) == 32, "no root")
    return number(lines[1]), root


def leaf_hash(data):
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def tree_hash(hashes):
    """RFC 6962 section 2.1, from the hashes of the leaves."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(tree_hash(hashes[:split]), tree_hash(hashes[split:]))


def root_of_path(hash, index, size, path):
    """The root that an inclusion proof leads to, by the recursion of RFC 6962 section 2.1.1 and not the loop of RFC 9162."""
    require(index < size, "the index is beyond the tree")
    if size == 1:
        require(not path, "the path is too long")
        return hash
    require(path, "the path is too short")
    split = 1
    while split * 2 < size:
        split *= 2
    if index < split:
        return node_hash(root_of_path(hash, index, split, path[:-1]), path[-1])
    return node_hash(path[-1], root_of_path(hash, index - split, size - split, path[:-1]))


def check_receipt(data, key):
    head, mark, note = data.partition(b"\n\n")
    require(mark, "no empty line")
    try:
        lines = head.decode().split("\n")
    except UnicodeDecodeError as error:
        raise Refused("no UTF-8") from error
    require(lines.pop(0) == "c2sp.org/tlog-proof@v1", "another version")
    require(lines and lines[0].startswith("extra "), "the receipt has no leaf")
    entry = unbase64(lines.pop(0)[len("extra "):])
    require(lines and lines[0].startswith("index "), "no index")
    index = number(lines.pop(0)[len("index "):])
    path = [unbase64(line) for line in lines]
    require(all(len(hash) == 32 for hash in path), "no hash")
    size, root = checkpoint(note, key)
    require(root_of_path(leaf_hash(entry), index, size, path) == root, "the path does not lead to the root")


def tile_name(kind, index, width):
    groups = ["%03d" % (index % 1000)]
    while index >= 1000:
        index //= 1000
        groups.insert(0, "x%03d" % (index % 1000))
    return os.path.join("tile", str(kind), *groups) + (".p/%d" % width if width < 256 else "")


def tiles(kind, count, directory, first=0):
    """The contents of the tiles that hold so many hashes or entries, from one on, each with how many it holds."""
    for index in range(first // 256, (count + 255) // 256):
        width = min(256, count - 256 * index)
        path = os.path.join(directory, tile_name(kind, index, width))
        require(os.path.isfile(path), "%s is missing" % path)
        with open(path, "rb") as file:
            yield path, width, file.read()


def pruned_before(size, directory):
    """The first entry whose bundle is there."""
    first = 0
    while first + 256 <= size and not os.path.exists(os.path.join(directory, tile_name("entries", first // 256, 256))):
        first += 256
    return first


def prune_of(entry):
    """What a leaf says that was pruned: below which index, and the root over it. The layout is the library's own (AuditLeaf)."""
    if len(entry) < 114 or entry[0] != 1 or not entry[5] & 16:
        return None
    body = entry[114:]
    if entry[34] & 0x80:
        if len(body) < 2:
            return None
        body = body[2 + 2 * body[1]:]
    if len(body) != 93 or body[0] != 2:
        return None
    return int.from_bytes(body[1:9], "big"), body[9:41]


def check_tiles(directory, key):
    path = os.path.join(directory, "checkpoint")
    require(os.path.isfile(path), "there is no checkpoint")
    with open(path, "rb") as file:
        size, root = checkpoint(file.read(), key)
    leaves, entries = [], []
    first = pruned_before(size, directory)
    for path, width, data in tiles(0, first, directory):
        require(len(data) == 32 * width, "%s has not %d hashes" % (path, width))
        leaves += [data[at:at + 32] for at in range(0, len(data), 32)]
    removed = tree_hash(leaves)
    for path, width, data in tiles("entries", size, directory, first):
        for _ in range(width):
            require(len(data) >= 2, "%s ends early" % path)
            length = int.from_bytes(data[:2], "big")
            require(len(data) >= 2 + length, "%s ends early" % path)
            entries.append(data[2:2 + length])
            leaves.append(leaf_hash(entries[-1]))
            data = data[2 + length:]
        require(not data, "%s is too long" % path)
    if first:
        require((first, removed) in map(prune_of, entries), "no entry says that those below %d were pruned" % first)
    level, hashes = 0, leaves
    while hashes:
        stored = b"".join(data for _, _, data in tiles(level, len(hashes), directory))
        require(stored == b"".join(hashes), "the tiles of level %d are not those of the entries" % level)
        hashes = [tree_hash(hashes[at:at + 256]) for at in range(0, len(hashes) // 256 * 256, 256)]
        level += 1
    require(tree_hash(leaves) == root, "the entries do not lead to the root")


def whole(value):
    """A number of a manifest or a line."""
    require(type(value) is int and 0 <= value < 1 << 64, "no number")
    return value


def check_files(directory, manifest):
    """The files are those of the logs that the manifest names and no others, and each has the digest that it tells."""
    require(manifest["format"] == "custody-log-export/1", "another format")
    require(manifest["form"] in ("ndjson", "ocsf"), "another form")
    names = [log["log"] for log in manifest["logs"]]
    require(names and len(set(names)) == len(names) and set(names) <= {"evidence", "access"}, "no logs, or not those of a bundle")
    for log in manifest["logs"]:
        require(log["entries"] == log["log"] + ".ndjson", "another file of entries")
        require(log["checkpoint"] == log["log"] + ".checkpoint", "another checkpoint")
        require(type(log["isWhole"]) is bool, "it does not say whether the log is whole")
        size, count = whole(log["size"]), whole(log["count"])
        require(count <= size and whole(log["first"]) <= size, "more entries than the log has")
        require(count == size or not log["isWhole"], "a whole log with fewer entries than it has")
    wanted = sorted(name + end for name in names for end in (".ndjson", ".checkpoint"))
    require(sorted(told["name"] for told in manifest["files"]) == wanted, "the files are not those of a bundle")
    require(sorted(os.listdir(directory)) == sorted(wanted + ["manifest.json"]), "other files than the manifest names")
    for told in manifest["files"]:
        path = os.path.join(directory, told["name"])
        require(os.path.isfile(path), "%s is missing" % path)
        with open(path, "rb") as file:
            data = file.read()
        require(len(data) == whole(told["bytes"]), "%s has another length" % path)
        require(hashlib.sha256(data).hexdigest() == told["sha256"], "%s has another digest" % path)


def check_bundle(directory, key):
    """A bundle of entries in words: its files, and the log that the key is of. Of other logs in it only the files are looked at."""
    with open(os.path.join(directory, "manifest.json"), "rb") as file:
        manifest = json.load(file)
    check_files(directory, manifest)
    told = [log for log in manifest["logs"] if log["origin"] == key.name]
    require(len(told) == 1, "the bundle holds nothing of the log")
    log = told[0]
    with open(os.path.join(directory, log["checkpoint"]), "rb") as file:
        size, root = checkpoint(file.read(), key)
    require(size == log["size"] and root.hex() == log["root"], "the checkpoint is another than the manifest says")
    leaves, entries, last, count = [], [], -1, 0
    with open(os.path.join(directory, log["entries"]), "rb") as file:
        for line in file:
            count += 1
            require(line.endswith(b"\n"), "the last line ends early")
            line = json.loads(line)
            entry = line["unmapped"]["entry"] if manifest["form"] == "ocsf" else line
            hash, index = bytes.fromhex(entry["hash"]), whole(entry["index"])
            require(len(hash) == 32, "no hash")
            require(last < index < size, "an entry is out of order")
            require("leaf" in entry or log["isWhole"] and index < log["first"], "an entry is hidden behind its hash")
            if "leaf" in entry:
                leaf = bytes.fromhex(entry["leaf"])
                require(leaf_hash(leaf) == hash, "the hash is not the leaf's")
                require(int.from_bytes(leaf[6:14], "big") == entry["commit"], "the words are not the leaf's")
                entries.append(leaf)
            if log["isWhole"]:
                require(index == last + 1, "an entry is missing")
                leaves.append(hash)
            else:
                path = [bytes.fromhex(step) for step in entry["path"]]
                require(root_of_path(hash, index, size, path) == root, "the path does not lead to the root")
            last = index
    require(count == log["count"], "another number of entries than the manifest says")
    if log["isWhole"]:
        require(tree_hash(leaves) == root, "the entries do not lead to the root")
        first = log["first"]
        require(not first or (first, tree_hash(leaves[:first])) in map(prune_of, entries), "no entry says what was pruned")


def check(path, key):
    if os.path.exists(os.path.join(path, "manifest.json")):
        return check_bundle(path, key)
    if os.path.isdir(path):
        return check_tiles(path, key)
    with open(path, "rb") as file:
        data = file.read()
    if data.startswith(b"c2sp.org/tlog-proof@"):
        return check_receipt(data, key)
    checkpoint(data, key)


def said(error):
    """Why, on one line."""
    text = str(error) if isinstance(error, Refused) else "%s: %s" % (type(error).__name__, error)
    return text.encode("unicode_escape").decode()


def main(arguments):
    try:
        require(len(arguments) > 1, "tlog.py VKEY PATH...")
        key = Key(arguments[0])
    except Exception as error:
        print("no key: %s" % said(error), file=sys.stderr)
        return 2
    refused = False
    for path in arguments[1:]:
        # Whatever the bytes are, what cannot be checked is refused, and the next path is looked at.
        try:
            check(path, key)
            print("ok", path)
        except Exception as error:
            refused = True
            print("refused %s: %s" % (path, said(error)))
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
