#!/usr/bin/env python3
"""Joins common.yaml and the features' files into one OpenAPI 3.1 document.

usage: join.py OUTPUT [--operations TABLE]

OUTPUT ends in .yaml or .json. TABLE is a list of all operations with their permission, one a line, tab-separated:
method, path, operationId, permission, "once" for a POST with an Idempotency-Key or else "-", the parameters of the query in their order
("q:0..500 limit cursor:1..1024", with lengths where there are). What the short forms mean is told in README.md.
"""
import copy
import json
import pathlib
import sys

import yaml

HERE = pathlib.Path(__file__).resolve().parent
METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
PHRASES = {
    200: "Done.", 201: "Made.", 202: "Begun; the work goes on as a job.", 204: "Done; nothing to tell.",
    206: "The part that was asked for.", 302: "Go on there.", 304: "Unchanged.",
    101: "The connection is a WebSocket from here on.",
    400: "The request can not be read: malformed JSON, an unknown or impossible parameter.",
    401: "Nobody is signed in, or the key is not valid.",
    403: "Not permitted; the hint names the permission, or the CSRF token is missing.",
    404: "There is no such thing in this workspace.",
    405: "This resource does not know that method.",
    409: "This contradicts how things stand.",
    410: "It was there and is gone for good.",
    412: "It was changed since the ETag was read.",
    413: "The body, or the whole of it, is larger than allowed.",
    431: "The head of the request is larger than allowed.",
    415: "A body of this kind is not read here.",
    416: "The range lies outside.",
    423: "Another request is at it; wait for Retry-After.",
    422: "Readable, but a value is not possible; `errors` tells which.",
    426: "This is a WebSocket; ask with Upgrade.",
    429: "Too many requests; wait for Retry-After.",
    460: "The checksum does not fit the bytes.",
    500: "A bug of ours; the request id finds it in the log.",
    503: "Not now; wait for Retry-After.",
    507: "The disk is full, or the quota is reached.",
}


class ContractError(Exception):
    pass


def check_commas(node, where):
    """In `{a: one, two}` YAML reads a key `two` without value; nothing else in a contract has none."""
    if isinstance(node, dict):
        for name, value in node.items():
            if value is None and not where.endswith("/x-answers"):
                raise ContractError(f"{where}: '{name}' has no value; text with a comma needs quotes")
            check_commas(value, f"{where}/{name}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            check_commas(value, f"{where}/{index}")


def merge_unique(into, more, what):
    for name, value in more.items():
        if name in into:
            raise ContractError(f"{what} {name} is defined twice")
        into[name] = value


def ref(kind, name):
    return {"$ref": f"#/components/{kind}/{name}"}


def header_refs(*names):
    known = {"ETag": "ETag", "Location": "Location", "Retry-After": "RetryAfter", "RateLimit": "RateLimit",
             "RateLimit-Policy": "RateLimitPolicy", "X-Request-Id": "RequestId"}
    return {name: ref("headers", known[name]) for name in names}


def problem(status):
    headers = header_refs("X-Request-Id")
    if status in (429, 503):
        headers |= header_refs("Retry-After")
    if status == 429:
        headers |= header_refs("RateLimit", "RateLimit-Policy")
    return {"description": PHRASES[status], "headers": headers,
            "content": {"application/problem+json": {"schema": ref("schemas", "Problem")}}}


def add_parameter(operation, name):
    operation.setdefault("parameters", []).append(ref("parameters", name))


def expand(method, path, operation):
    """Turns the short forms of one operation into plain OpenAPI."""
    where = f"{method.upper()} {path}"
    for needed in ("operationId", "x-permission", "summary"):
        if needed not in operation:
            raise ContractError(f"{where} has no {needed}")
    permission = operation["x-permission"]
    responses = operation.setdefault("responses", {})
    body = operation.pop("x-body", None)
    if body:
        operation["requestBody"] = {"required": True,
                                    "content": {"application/json": {"schema": ref("schemas", body)}}}
    for status, schema in operation.pop("x-answers", {}).items():
        answer = {"description": PHRASES[status]}
        if schema:
            answer["content"] = {"application/json": {"schema": ref("schemas", schema)}}
        if status == 201:
            answer["headers"] = header_refs("Location")
        responses[str(status)] = answer
    responses = operation["responses"] = {str(status): answer for status, answer in responses.items()}
    if not any(status[0] in "123" for status in responses):
        raise ContractError(f"{where} has no answer but problems")

    problems = {400, 429, 431, 500, 503} | set(operation.pop("x-problems", []))
    if "{" in path:
        problems.add(404)
    if method not in ("get", "head", "options"):
        problems.add(507)  # Whatever is written may find no room.
    if operation.pop("x-paged", False):
        add_parameter(operation, "Limit")
        add_parameter(operation, "Cursor")
    if operation.pop("x-etag", False):
        if method == "get":
            add_parameter(operation, "IfNoneMatch")
            responses["304"] = {"description": PHRASES[304], "headers": header_refs("ETag")}
        elif method != "post" or "{" in path:  # What is only made has no ETag yet.
            add_parameter(operation, "IfMatch")
            problems.add(412)
        for status, answer in responses.items():
            if status in ("200", "201"):
                answer.setdefault("headers", {}).update(header_refs("ETag"))
    if method == "post" and operation.pop("x-idempotent", True):
        add_parameter(operation, "IdempotencyKey")
        problems |= {409, 422}
    operation.pop("x-idempotent", None)
    if "requestBody" in operation:
        problems |= {413, 415, 422}
    if permission == "public":
        operation["security"] = [{}]
    else:
        problems |= {401, 403}
    if permission == "self":
        problems.add(404)  # What one does not have can not be taken away.
    if permission not in ("public", "self") and operation.pop("x-workspace", True):
        add_parameter(operation, "Workspace")
        problems.add(404)  # No such workspace.
    operation.pop("x-workspace", None)
    for status, answer in responses.items():
        answer.setdefault("headers", {}).update(header_refs("X-Request-Id", "RateLimit", "RateLimit-Policy"))
    for status in sorted(problems):
        responses.setdefault(str(status), problem(status))
    operation["responses"] = dict(sorted(responses.items()))


def join(folder=HERE):
    """The whole contract as one document. Raises ContractError."""
    files = sorted(path for path in folder.glob("*.yaml") if path.name not in ("common.yaml", "openapi.yaml"))
    document = yaml.safe_load((folder / "common.yaml").read_text())
    check_commas(document, "common.yaml")
    document["paths"] = {}
    operation_ids = {}
    for file in files:
        part = yaml.safe_load(file.read_text())
        check_commas(part, file.name)
        tag = file.stem
        document["tags"].append({"name": tag, "description": part.get("description", "")})
        for kind, values in part.get("components", {}).items():
            merge_unique(document["components"].setdefault(kind, {}), values, f"{file.name}: {kind}")
        merge_unique(document["paths"], part.get("paths", {}), f"{file.name}: path")
        for path, item in part.get("paths", {}).items():
            for method in METHODS:
                if method not in item:
                    continue
                operation = item[method]
                operation["tags"] = [tag]
                expand(method, path, operation)
                name = operation["operationId"]
                if name in operation_ids:
                    raise ContractError(f"operationId {name} belongs to {operation_ids[name]} and {path}")
                operation_ids[name] = path
    check_references(document)
    return document


def check_references(document):
    used = set()

    def walk(node, where):
        if isinstance(node, dict):
            target = node.get("$ref")
            if isinstance(target, str):
                place = document
                for step in target.removeprefix("#/").split("/"):
                    if not isinstance(place, dict) or step not in place:
                        raise ContractError(f"{where}: {target} leads nowhere")
                    place = place[step]
                used.add(target)
            for name, value in node.items():
                walk(value, f"{where}/{name}")
        elif isinstance(node, list):
            for index, value in enumerate(node):
                walk(value, f"{where}/{index}")

    walk(document, "")
    lonely = [name for name in document["components"]["schemas"]
              if f"#/components/schemas/{name}" not in used and name != "EventMessage"]
    if lonely:
        raise ContractError(f"schemas that are used nowhere: {', '.join(lonely)}")


def query_of(document, item, operation):
    """The parameters of the query, as the table of operations has them."""
    def resolve(node):
        while "$ref" in node:
            kind, name = node["$ref"].split("/")[-2:]
            node = document["components"][kind][name]
        return node

    for parameter in map(resolve, item.get("parameters", []) + operation.get("parameters", [])):
        if parameter["in"] == "query":
            schema = resolve(parameter["schema"])
            lengths = f":{schema.get('minLength', 0)}..{schema['maxLength']}" if "maxLength" in schema else ""
            yield parameter["name"] + lengths


def operations(document):
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                once = ref("parameters", "IdempotencyKey") in operation.get("parameters", [])
                yield method.upper(), path, operation["operationId"], operation["x-permission"], "once" if once else "-", \
                    " ".join(query_of(document, item, operation))


class Dumper(yaml.SafeDumper):
    """Writes everything out, without YAML's anchors, which not all readers of OpenAPI follow."""
    def ignore_aliases(self, data):
        return True


def write(document, output):
    document = copy.deepcopy(document)
    if output.suffix == ".json":
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    else:
        text = yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text)


def main(arguments):
    if not arguments or arguments[0].startswith("-"):
        sys.exit(__doc__)
    try:
        document = join()
    except ContractError as reason:
        sys.exit(f"join.py: {reason}")
    write(document, pathlib.Path(arguments[0]))
    if "--operations" in arguments:
        table = pathlib.Path(arguments[arguments.index("--operations") + 1])
        table.write_text("".join("\t".join(line) + "\n" for line in operations(document)))


if __name__ == "__main__":
    main(sys.argv[1:])
