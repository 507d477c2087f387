"""Requests made from the contract, in which each place that takes an id can hold one of another workspace."""
import base64
import importlib.util
import json
import pathlib
import urllib.parse

API = pathlib.Path(__file__).resolve().parents[2] / "api"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
# Which kind of thing a name means, where it is not the part of the path before it.
KINDS = {"track_ids": ["tracks"], "track": ["tracks"], "entry_ids": ["entries"], "before": ["entries"], "entry": ["entries"],
         "role_id": ["roles"], "list_id": ["playlists", "collections"], "playlist": ["playlists"], "collection": ["collections"],
         "user": ["members"], "actor": ["members"], "workspace": ["workspaces"], "job": ["export"], "since": ["events"]}
EVERY = "any"


def read():
    """The joined contract."""
    spec = importlib.util.spec_from_file_location("join", API / "join.py")
    join = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(join)
    return join.join()


class Operation:
    def __init__(self, contract, path, method, item):
        self.contract = contract
        self.path = path
        self.method = method.upper()
        self.name = item[method]["operationId"]
        self.permission = item[method]["x-permission"]
        self.parameters = [self.resolve(one) for one in item.get("parameters", []) + item[method].get("parameters", [])]
        self.content = item[method].get("requestBody", {}).get("content", {})
        self.json_body = next((kind["schema"] for name, kind in self.content.items() if name.endswith("json")), None)

    def resolve(self, node):
        while "$ref" in node:
            node = self.contract["components"][node["$ref"].split("/")[-2]][node["$ref"].split("/")[-1]]
        return node

    def kinds_of(self, name):
        if name in KINDS:
            return KINDS[name]
        place = self.path.find("{" + name + "}")
        return [self.path[:place].strip("/").split("/")[-1]] if place > 0 else [EVERY]

    def places_in(self, where):
        return [one for one in self.parameters if one["in"] == where]

    def is_id(self, name, schema):
        schema = self.resolve(schema)
        return schema.get("format") == "uuid" or (name in KINDS and schema.get("type") == "string")


def operations(contract):
    """All that is served under /api/v1."""
    return [Operation(contract, path, method, item) for path, item in contract["paths"].items() if "servers" not in item
            for method in METHODS if method in item]


class Request:
    def __init__(self, operation):
        self.operation = operation
        self.path = operation.path
        self.body = None
        self.headers = {}
        self.said = set()  # ids and marks of others that it holds
        self.at_path = False  # one of them names what is asked for

    def __str__(self):
        return f"{self.operation.name}: {self.operation.method} {self.path} {self.headers} {(self.body or b'')[:300]!r}"


class Maker:
    """Makes requests for who asks (`own`) with what belongs to somebody else (`foreign`); both are `fill.Household`s."""

    def __init__(self, source, own, foreign):
        self.source = source
        self.own = own
        self.foreign = foreign

    def make(self, operation, workspace=None):
        request = Request(operation)
        slots = len(operation.places_in("path")) + sum(operation.is_id(one["name"], one["schema"]) for one in operation.places_in("query"))
        body = operation.resolve(operation.json_body).get("properties", {}) if operation.json_body else {}
        # Where there are several, some may be one's own: a list of one's own takes a track of somebody else.
        mixed = slots > 1 or any(operation.is_id(name, one) for name, one in body.items()) or "track_ids" in body
        for one in operation.places_in("path"):
            others = not (mixed and self.source.random() < 0.5)
            value = self.value(request, one["name"], one["schema"], others)
            request.at_path = request.at_path or value in request.said
            request.path = request.path.replace("{" + one["name"] + "}", urllib.parse.quote(str(value), safe=""))
        query = [(one["name"], self.value(request, one["name"], one["schema"], True)) for one in operation.places_in("query")
                 if one.get("required") or self.source.random() < 0.4]
        if query:
            request.path += "?" + urllib.parse.urlencode([(name, str(value).lower() if isinstance(value, bool) else value)
                                                          for name, value in query])
        for one in operation.places_in("header"):
            if one["name"] != "Stratum-Workspace" and (one.get("required") or self.source.random() < 0.15):
                request.headers[one["name"]] = self.header(one)
        request.headers["Stratum-Workspace"] = workspace
        if workspace in self.foreign.ids:
            request.said.add(workspace)
        self.fill_body(request, operation)
        return request

    def header(self, one):
        name = base64.b64encode(f"{self.own.mark}.wav".encode()).decode()
        return {"Tus-Resumable": "1.0.0", "Upload-Length": "4000", "Upload-Offset": self.source.choice(["0", "1000"]),
                "Upload-Metadata": f"filename {name}", "Idempotency-Key": "used-by-both", "Range": "bytes=0-99",
                "If-Match": self.source.choice(self.foreign.etags), "If-None-Match": self.source.choice(self.foreign.etags),
                }.get(one["name"], "1")

    def fill_body(self, request, operation):
        if operation.json_body is not None:
            request.body = json.dumps(self.value(request, "", operation.json_body, True)).encode()
            request.headers["Content-Type"] = next(iter(operation.content))
        elif operation.content:
            request.body = b"\0" * self.source.randrange(0, 2000)
            request.headers["Content-Type"] = next(iter(operation.content))

    def value(self, request, name, schema, others):
        """Something that fits the schema, as a rule; ids are of `others` or one's own."""
        schema = request.operation.resolve(schema)
        kind = schema.get("type")
        kind = kind[0] if isinstance(kind, list) else kind
        if request.operation.is_id(name, schema):
            house = self.foreign if others else self.own
            pool = [one for wanted in request.operation.kinds_of(name) for one in house.kinds.get(wanted, [])]
            if not pool or self.source.random() < 0.1:
                pool = sorted(house.ids)
            found = self.source.choice(pool)
            if found in self.foreign.ids:
                request.said.add(found)
            return found
        if name == "cursor":
            return self.source.choice(self.foreign.cursors)
        if name == "level" and "enum" in schema:
            return "open"  # what is on its way to one's own receiver shall arrive, not wait
        if "const" in schema or "enum" in schema:
            return self.source.choice(schema.get("enum", [schema.get("const")]))
        if "oneOf" in schema or "anyOf" in schema:
            return self.value(request, name, self.source.choice(schema.get("oneOf") or schema["anyOf"]), others)
        if kind == "object":
            wanted = schema.get("required", [])
            return {key: self.value(request, key, one, others) for key, one in schema.get("properties", {}).items()
                    if key in wanted or self.source.random() < 0.5}
        if kind == "array":
            return [self.value(request, name, schema["items"], others) for _ in range(self.source.randint(1, 2))]
        if kind == "boolean":
            return self.source.random() < 0.5
        if kind in ("integer", "number"):
            low = schema.get("minimum", 0)
            return self.source.randint(int(low), int(min(schema.get("maximum", low + 5), low + 5)))
        return self.text(request, name, schema)

    def text(self, request, name, schema):
        if name in ("permissions", "scopes", "permission"):
            return self.source.choice(self.own.permissions)
        if name == "q" and self.source.random() < 0.7:
            request.said.add(self.foreign.mark)
            return self.foreign.mark
        if schema.get("format") == "date-time":
            return "2030-01-01T00:00:00Z"
        if name == "email":
            # To invite or to become somebody of the other workspace is one's own word; to sign in as them is an attack.
            return self.foreign.email if request.operation.permission == "public" else f"{self.own.mark}-new@example.org"
        return {"events": "*", "url": f"https://{self.own.mark}.invalid/in", "path": f"/nowhere/{self.own.mark}", "query": "bpm:>100",
                "allowed_hosts": "127.0.0.1", "locale": "en", "provider": "none", "confirm": "no",
                "return_to": "/"}.get(name, f"{self.own.mark}-{name}")
