"""What a disk may hold after the power failed: made of the file as it was and the log of failing_disk.cpp."""
import struct

PAGE = 4096
SECTOR = 512  # what a disk writes whole or not at all
HEADER = struct.Struct('<IIQ')
WRITE, WRITE_IS_DURABLE, SYNC, FOLDER_SYNC = 1, 2, 3, 4


def read_log(log):
    """The writes that are surely on disk, and those of which nobody knows: [(offset, bytes)] each; and whether the
    folder is, without which a new file has no name."""
    durable, unsynced, has_name = [], [], False
    at = 0
    while at + HEADER.size <= len(log):
        kind, size, offset = HEADER.unpack_from(log, at)
        at += HEADER.size
        if at + size > len(log):  # killed while it was logged: the write itself had not begun
            break
        if kind == WRITE:
            unsynced.append((offset, log[at:at + size]))
        elif kind == WRITE_IS_DURABLE:
            durable.append(unsynced.pop())
        elif kind == SYNC:
            durable += unsynced
            unsynced = []
        elif kind == FOLDER_SYNC:
            has_name = True
        at += size
    return durable, unsynced, has_name


def pages(offset, data):
    """A write, cut where pages of the file begin."""
    while data:
        size = PAGE - offset % PAGE
        yield offset, data[:size]
        offset, data = offset + size, data[size:]


def survivors(unsynced, random):
    """What of the writes without a sync reached the disk: nothing, some pages, some of them in part, or all."""
    kept_of_ten = random.choice((0, 2, 5, 8, 10))
    torn = random.random() < 0.5
    for write in unsynced:
        for offset, data in pages(*write):
            if random.randrange(10) >= kept_of_ten:
                continue
            if torn and len(data) > SECTOR:
                data = data[:SECTOR * random.randrange(1, len(data) // SECTOR + 1)]
            yield offset, data


def crashed(before, log, random):
    """The file's bytes after a power failure, None if it is gone; before, too. And how many writes were at stake."""
    durable, unsynced, has_name = read_log(log)
    if before is None and not has_name and random.random() < 0.5:
        return None, len(unsynced)
    image = bytearray(before or b'')
    for offset, data in [*durable, *survivors(unsynced, random)]:
        image += bytes(max(0, offset + len(data) - len(image)))
        image[offset:offset + len(data)] = data
    return bytes(image), len(unsynced)
