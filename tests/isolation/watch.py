"""What must not be told: the marks and ids of another workspace, found in any answer."""
import io
import json
import re
import uuid
import zipfile

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def ids_in(text):
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    return set(ID.findall(text.lower()))


class Watch:
    """Looks for what belongs to one workspace: strings that hold its mark, its secrets, its ids as text and as bytes."""

    def __init__(self, marks, ids):
        self.marks = [mark.lower().encode() for mark in marks]
        self.ids = set(ids)
        self.raw = {uuid.UUID(one).bytes: one for one in ids}

    def found(self, body, forgiven=()):
        """What there is of it in `body`; what the request said itself may be `forgiven`."""
        out = set()
        for part in parts_of(body):
            small = part.lower()
            for mark in self.marks:
                if mark in small and mark.decode() not in forgiven:
                    out.add(mark.decode())
            out |= (ids_in(part) & self.ids) - set(forgiven)
            if b"\0" in part or any(byte > 127 for byte in part[:4096]):
                out |= {name for raw, name in self.raw.items() if raw in part} - set(forgiven)
        return sorted(out)


def parts_of(body):
    """The body, and what is packed in it; JSON also without its escapes."""
    yield body
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield packed.read(name)
    elif body[:1] in (b"{", b"["):
        try:
            yield json.dumps(json.loads(body), ensure_ascii=False).encode()
        except ValueError:
            pass
