"""Uploads to a server that dies at any moment, and what it had said of them."""
import base64
import hashlib
import http.client
import json
import random
import urllib.parse

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {**TUS, "Content-Type": "application/offset+octet-stream"}
LARGEST = 60_000
MOST = 10  # finished ones that are looked after at once


class Upload:
    def __init__(self, data):
        self.data = data
        self.hash = hashlib.blake2b(data, digest_size=32).hexdigest()
        self.url = ""
        self.told = 0  # the highest offset that was acknowledged
        self.job = ""  # when all of it was


class Uploads:
    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.all = []
        self.parts = 0  # that were acknowledged
        self.done = 0  # that were finished, and whole as long as they were looked after

    def open(self):
        return [upload for upload in self.all if not upload.job]

    def finished(self):
        return [upload for upload in self.all if upload.job]

    def ask(self, server, method, path, headers=None, body=None):
        line = http.client.HTTPConnection(urllib.parse.urlsplit(server.address).netloc, timeout=30)
        try:
            line.request(method, path, body=body, headers=headers or {})
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            line.close()

    def hear(self, upload, headers):
        """What an answer acknowledges."""
        self.parts += 1
        upload.told = int(headers["Upload-Offset"])
        upload.job = headers.get("Stratum-Job", "")

    def begin_one(self, server):
        """Some have their first bytes with them."""
        data = self.chance.randbytes(self.chance.randint(1, LARGEST))
        return self.begin(server, data, self.chance.randint(0, len(data)) if self.chance.random() < 0.3 else 0)

    def begin(self, server, data, first):
        upload = Upload(data)
        body = data[:first] or None
        name = base64.b64encode(f"{upload.hash[:8]}.wav".encode()).decode()
        status, headers, text = self.ask(server, "POST", "/api/v1/uploads", {
            **(BYTES if body else TUS), "Upload-Length": str(len(upload.data)), "Upload-Metadata": f"filename {name}"}, body)
        if status != 201:
            raise AssertionError(f"an upload was not begun: {status}: {text}")
        upload.url = headers["Location"]
        self.all.append(upload)
        self.hear(upload, headers)
        return upload

    def send(self, server, upload, size):
        part = upload.data[upload.told:upload.told + size]
        headers = {**BYTES, "Upload-Offset": str(upload.told)}
        if self.chance.random() < 0.3:
            headers["Upload-Checksum"] = "sha256 " + base64.b64encode(hashlib.sha256(part).digest()).decode()
        status, headers, text = self.ask(server, "PATCH", upload.url, headers, part)
        if status != 204:
            raise AssertionError(f"a part of {upload.url} at {upload.told} was not taken: {status}: {text}")
        self.hear(upload, headers)

    def send_until_killed(self, server, stop, failures):
        while not stop.is_set():
            waiting = self.open()
            try:
                if waiting and self.chance.random() < 0.8:
                    upload = self.chance.choice(waiting)
                    self.send(server, upload, self.chance.randint(1, len(upload.data)))
                else:
                    self.begin_one(server)
            except AssertionError as failure:
                failures.append(str(failure))
            except (OSError, ValueError, http.client.HTTPException):
                return  # no answer, and no other until the power is back

    def finish(self, server):
        for upload in self.open():
            self.send(server, upload, len(upload.data))

    def lost(self, server):
        """What a server that started again does not know any more, of all that it had acknowledged."""
        lost = []
        for upload in self.open():
            status, headers, text = self.ask(server, "HEAD", upload.url, TUS)
            if status != 200 or not upload.told <= int(headers["Upload-Offset"]) <= len(upload.data):
                lost.append(f"{upload.url}: {upload.told} bytes were acknowledged, now {status} {headers.get('Upload-Offset')}")
                continue
            upload.told = int(headers["Upload-Offset"])  # what came without an answer may be there
            upload.job = headers.get("Stratum-Job", "")
        there, cursor = {}, ""
        while cursor is not None:
            page = json.loads(self.ask(server, "GET", f"/api/v1/uploads?limit=200{cursor}")[2])
            there.update({item["id"]: item for item in page["items"]})
            cursor = f"&cursor={page['next_cursor']}" if "next_cursor" in page else None
        for upload in self.finished():
            if there.get(upload.url.rsplit("/", 1)[1], {}).get("job_id") != upload.job:
                lost.append(f"{upload.url}: was finished, and its job {upload.job} is not there")
        return lost

    def retire(self, blobs):
        """The oldest go from the disk, so that a hundred power cuts later a cycle is as short as at first."""
        for upload in self.finished()[:-MOST]:
            place = blobs / upload.hash[:2] / upload.hash[2:4]
            (place / upload.hash).unlink()
            for folder in (place, place.parent):
                if not any(folder.iterdir()):
                    folder.rmdir()
            self.all.remove(upload)
            self.done += 1

    def damaged(self, blobs):
        """Of the files on the disk: those that are not what their name says, and those that should be there."""
        wrong, there = [], set()
        for path in blobs.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            there.add(path.name)
            if hashlib.blake2b(path.read_bytes(), digest_size=32).hexdigest() != path.name:
                wrong.append(f"{path.name} is not whole")
        return wrong + [f"the file of {upload.url} is gone" for upload in self.finished() if upload.hash not in there]
