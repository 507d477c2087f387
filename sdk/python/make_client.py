#!/usr/bin/env python3
"""Writes the typed part of the client, stratum/client/api.py, out of the wire contract:  make_client.py OUTPUT

Each schema becomes a TypedDict (or another name for a type), each operation a method with its parameters, each list that comes in
pages also an iterator over all of it. What the methods do is written by hand, in stratum/client/connection.py.
"""
import keyword
import re
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "api"))
import join  # noqa: E402

HEAD = '''"""The operations of the server's contract, and what they take and give. Made by make_client.py; changes belong there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Dict, List, Literal, TypedDict, Union

from .connection import Answer, Connection, Download, Events

'''
# Headers that the connection sends by itself, or that every method has as an argument of its own.
OWN = {"Stratum-Workspace": "workspace", "If-Match": "if_match", "If-None-Match": "if_none_match", "Idempotency-Key": "idempotency_key"}


def snake(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).replace("-", "_").lower()


class Client:
    def __init__(self, document):
        self.document = document
        self.schemas = document["components"]["schemas"]
        self.base = document["servers"][0]["url"]

    def resolve(self, node):
        while "$ref" in node:
            place = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                place = place[step]
            node = place
        return node

    def type_of(self, node):
        if "$ref" in node:
            return node["$ref"].rsplit("/", 1)[1]
        if "const" in node:
            return f"Literal[{node['const']!r}]"
        if "enum" in node:
            return f"Literal[{', '.join(repr(one) for one in node['enum'])}]"
        for key in ("oneOf", "anyOf"):
            if key in node:
                kinds = list(dict.fromkeys(self.type_of(one) for one in node[key]))
                return kinds[0] if len(kinds) == 1 else f"Union[{', '.join(kinds)}]"
        kind = node.get("type")
        if isinstance(kind, list):
            kinds = [self.type_of({**node, "type": one}) for one in kind]
            return f"Union[{', '.join(dict.fromkeys(kinds))}]"
        if kind == "array":
            return f"List[{self.type_of(node.get('items', {}))}]"
        if kind == "object":
            more = node.get("additionalProperties")
            return f"Dict[str, {self.type_of(more) if isinstance(more, dict) else 'Any'}]"
        return {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}.get(kind, "Any")

    def schema(self, name, node):
        about = " ".join(node.get("description", "").split())
        if node.get("type") != "object" or not node.get("properties"):
            return f"{name} = {self.type_of(node)}\n"
        required = set(node.get("required", []))
        groups = [{one: about for one, about in node["properties"].items() if (one in required) == wanted} for wanted in (True, False)]
        if any(keyword.iskeyword(one) for one in node["properties"]):
            groups.sort(key=lambda group: not any(keyword.iskeyword(one) for one in group))
        # Members that may be absent stand in a class of their own: NotRequired came with Python 3.11 only.
        names = [f"_{name}", name] if all(groups) else [name]
        out = []
        for index, (one, members) in enumerate(zip(names, [group for group in groups if group], strict=True)):
            total = "" if set(members) <= required else ", total=False"
            if any(keyword.iskeyword(member) for member in members):  # Only this form can have them.
                fields = ", ".join(f"{member!r}: {self.type_of(schema)!r}" for member, schema in members.items())
                out.append(f"{one} = TypedDict({one!r}, {{{fields}}}{total})\n")
                continue
            out.append(f"class {one}({'_' + name if index else 'TypedDict'}{total}):")
            if about and one == name:
                out.append(docstring(about, 4))
            for member, schema in members.items():
                if not member.isidentifier():
                    raise SystemExit(f"make_client: {name}.{member} is no name in Python")
                out.append(f"    {member}: {self.type_of(schema)}")
                if schema.get("description"):
                    out.append(comment(schema["description"]))
            out.append("")
        return "\n".join(out) + "\n"

    def operation(self, path, item, method, operation):
        where = ("" if item.get("servers") else self.base) + path
        arguments, keywords, query, headers = [], [], [], []
        for one in [self.resolve(one) for one in item.get("parameters", []) + operation.get("parameters", [])]:
            name, kind = snake(one["name"]), self.type_of(one.get("schema", {}))
            name = name + "_" if keyword.iskeyword(name) else name
            if one["in"] == "path":
                arguments.append(f"{name}: {kind}")
                where = where.replace("{" + one["name"] + "}", "{escape(" + name + ")}")
            elif one["in"] == "query" and one["name"] in OWN.values():
                continue  # for browsers, which send no header there
            elif one["in"] == "query":
                keywords.append(f"{name}: {kind}" if one.get("required") else f"{name}: Union[{kind}, None] = None")
                query.append(f"{one['name']!r}: {name}")
            elif one["name"] == "Tus-Resumable":
                headers.append("'Tus-Resumable': '1.0.0'")
            elif one["name"] in OWN:
                keywords.append(f"{name.removeprefix('stratum_')}: Union[str, None] = None")
                headers.append(f"{one['name']!r}: {OWN[one['name']]}")
            else:
                keywords.append(f"{name}: {kind}" if one.get("required") else f"{name}: Union[{kind}, None] = None")
                headers.append(f"{one['name']!r}: {name}")
        body, how = "None", "None"
        if "requestBody" in operation:
            content = operation["requestBody"]["content"]
            how, about = next(iter(content.items()))
            kind = "bytes" if about["schema"].get("format") == "binary" else self.type_of(about["schema"])
            if operation["requestBody"].get("required"):
                arguments.append(f"body: {kind}")
            else:
                keywords.append(f"body: Union[{kind}, None] = None")
            body, how = "body", repr(how)
        result = self.result(operation)
        # What must be given comes first.
        keywords.sort(key=lambda one: "= None" in one)
        if result == "Download" and "accept" not in {one.split(":")[0] for one in keywords}:
            keywords.append("accept: str = '*/*'")
            headers.append("'Accept': accept")
        given = ", ".join(["self", *arguments, *(["*"] if keywords else []), *keywords])
        name = snake(operation["operationId"])
        address = f"f{where!r}" if "{" in where else repr(where)
        retry = method in ("get", "head", "put", "delete", "options") or any(one.startswith("'Idempotency-Key'") for one in headers)
        call = (f"self._ask({method.upper()!r}, {address}, kind={self.wanted(result)!r}, query={{{', '.join(query)}}}, "
                f"headers={{{', '.join(headers)}}}, body={body}, body_kind={how}, repeatable={retry})")
        about = operation["summary"] + (". " + " ".join(operation["description"].split()) if operation.get("description") else ".")
        permission = operation["x-permission"]
        about += {"public": "", "self": " Needs somebody who is signed in."}.get(permission, f" Needs the permission {permission}.")
        out = f"    def {name}({given}) -> Answer[{result}]:\n{docstring(about, 8)}\n        return {call}\n"
        return name, given, result, about, out

    def result(self, operation):
        kinds = []
        for status, answer in operation["responses"].items():
            if status[0] != "2":
                continue
            content = self.resolve(answer).get("content", {})
            if "text/event-stream" in content:
                kinds.append("Events")
            elif set(content) - {"application/json"}:
                kinds.append("Download")
            elif content:
                kinds.append(self.type_of(content["application/json"].get("schema", {})))
            else:
                kinds.append("None")
        kinds = list(dict.fromkeys(kinds)) or ["None"]  # Also those that only lead elsewhere, or become a WebSocket.
        if "Download" in kinds:
            return "Download"
        return kinds[0] if len(kinds) == 1 else f"Union[{', '.join(kinds)}]"

    @staticmethod
    def wanted(result):
        return {"Download": "download", "Events": "events", "None": "nothing"}.get(result, "json")

    def paged(self, operation):
        """The type of the items, when the list comes in pages."""
        references = {one.get("$ref", "").rsplit("/", 1)[-1] for one in operation.get("parameters", [])}
        if not {"Limit", "Cursor"} <= references:
            return None
        page = self.resolve(operation["responses"]["200"]["content"]["application/json"]["schema"])
        return self.type_of(page["properties"]["items"]["items"])

    def text(self):
        parts = [HEAD]
        # Names for other types must stand behind what they are made of; classes need not.
        plain = {name: node for name, node in self.schemas.items() if node.get("type") != "object" or not node.get("properties")}
        done = set()

        def place(name):
            if name in done or name not in plain:
                return
            done.add(name)
            for other in re.findall(r"\b[A-Z]\w+", self.type_of(plain[name])):
                place(other)
            classes_after = [one for one in re.findall(r"\b[A-Z]\w+", self.type_of(plain[name])) if one in self.schemas and one not in plain]
            (late if classes_after or any(one in late_names for one in re.findall(r"\b[A-Z]\w+", self.type_of(plain[name]))) else early).append(name)
            if late and late[-1] == name:
                late_names.add(name)

        early, late, late_names = [], [], set()
        for name in plain:
            place(name)
        parts += [self.schema(name, plain[name]) for name in early] + ["\n"]
        parts += [self.schema(name, node) + "\n" for name, node in self.schemas.items() if name not in plain]
        parts += [self.schema(name, plain[name]) for name in late]
        answers, values = [], []
        for path, item in self.document["paths"].items():
            for method in join.METHODS:
                if method not in item or item[method]["operationId"] in ("followEvents",):
                    continue
                operation = item[method]
                name, given, result, about, code = self.operation(path, item, method, operation)
                answers.append(code)
                handed = ", ".join(pass_on(given))
                values.append(f"    def {name}({given}) -> {result}:\n{docstring(about, 8)}\n        return self.answers.{name}({handed}).value\n")
                items = self.paged(operation)
                if items:
                    each = "each_" + name.removeprefix("list_")
                    rest = given.replace(", cursor: Union[str, None] = None", "").replace(", cursor: Union[Cursor, None] = None", "")
                    handed = ", ".join([*pass_on(rest), "cursor=cursor"])
                    values.append(f"    def {each}({rest}) -> Iterator[{items}]:\n"
                                  f"{docstring(operation['summary'] + ', all of them: page after page is asked for as they are needed.', 8)}\n"
                                  f"        cursor: Union[str, None] = None\n        while True:\n"
                                  f"            page = self.{name}({handed})\n            yield from page['items']\n"
                                  f"            cursor = page.get('next_cursor')\n            if cursor is None:\n                return\n")
        parts.append('\n\nclass Answers(Connection):\n    """Every operation, answered with its value, status and headers (the `etag` for conditional writes)."""\n\n' + "\n".join(answers))
        parts.append('\n\nclass Operations:\n    """Every operation, answered with its value alone. All methods raise ApiError."""\n\n'
                     "    def __init__(self, answers: Answers) -> None:\n        self.answers = answers\n\n" + "\n".join(values))
        return "".join(parts)


def pass_on(given):
    """The arguments of a signature, handed on to another with the same."""
    depth, words, current = 0, [], ""
    for letter in given:
        depth += letter in "[(" and 1 or (letter in "])" and -1 or 0)
        if letter == "," and depth == 0:
            words.append(current.strip())
            current = ""
        else:
            current += letter
    words.append(current.strip())
    named, out = False, []
    for word in words[1:]:
        if word == "*":
            named = True
        else:
            name = word.split(":")[0]
            out.append(f"{name}={name}" if named else name)
    return out


def docstring(text, indent):
    text = text.replace("\\", "\\\\").replace('"""', "'''")
    lines = textwrap.wrap(text, 120 - indent - 6)
    space = " " * indent
    body = f"\n{space}".join(lines)
    return f'{space}"""{body}"""' if len(lines) == 1 else f'{space}"""{body}\n{space}"""'


def comment(text):
    return "\n".join("    # " + line for line in textwrap.wrap(" ".join(text.split()), 112))


def make():
    try:
        text = Client(join.join()).text()
    except join.ContractError as reason:
        raise SystemExit(f"make_client: {reason}") from None
    return text.replace("from .connection import Answer, Connection, Download, Events\n",
                        "from .connection import Answer, Connection, Download, Events, escape\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Path(sys.argv[1]).write_text(make())
