"""Schemas of the contract as HTML, and examples made of them."""
import html
import json

TOLD = {"title", "artist", "bpm", "bpm_confidence", "key", "energy", "camelot"}
HEX = "018f3c2e-7b1a-7c3d-9e4f-0123456789ab"


def text(value):
    return html.escape(str(value), quote=True)


def rich(value):
    """The little of Markdown that descriptions have: paragraphs, `code` and **strong**."""
    out = []
    for paragraph in str(value).strip().split("\n\n"):
        parts = text(" ".join(paragraph.split())).split("`")
        shown = "".join(f"<code>{part}</code>" if index % 2 else strong(part) for index, part in enumerate(parts))
        out.append(f"<p>{shown}</p>")
    return "".join(out)


def strong(value):
    parts = value.split("**")
    return "".join(f"<strong>{part}</strong>" if index % 2 else part for index, part in enumerate(parts))


def line(value):
    """One paragraph without its tags, for table cells."""
    return rich(value).replace("</p><p>", "<br>").removeprefix("<p>").removesuffix("</p>") if value else ""


class Schemas:
    def __init__(self, document):
        self.document = document

    def resolve(self, node):
        while "$ref" in node:
            place = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                place = place[step]
            node = place
        return node

    def link(self, ref):
        name = ref.rsplit("/", 1)[1]
        return f'<a class="type" href="#schema-{text(name)}">{text(name)}</a>'

    def type_of(self, node):
        """A word or two, with links where there is a name."""
        if "$ref" in node:
            return self.link(node["$ref"])
        for key, word in (("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")):
            if key in node:
                return word.join(dict.fromkeys(self.type_of(part) for part in node[key]))
        kind = node.get("type")
        if kind == "array" or "items" in node:
            return self.type_of(node.get("items", {})) + '<span class="type">[]</span>'
        if isinstance(kind, list):
            return " or ".join(f'<span class="type">{text(one)}</span>' for one in kind)
        more = node.get("additionalProperties")
        if kind == "object" and isinstance(more, dict) and "properties" not in node:
            return f'<span class="type">object of</span> {self.type_of(more)}'
        if "const" in node:
            return f"<code>{text(json.dumps(node['const']))}</code>"
        word = kind or "any"
        if node.get("format"):
            word = f"{word}, {node['format']}"
        return f'<span class="type">{text(word)}</span>'

    @staticmethod
    def limits(node):
        out = []
        low, high = node.get("minimum"), node.get("maximum")
        if low is not None and high is not None:
            out.append(f"{low} to {high}")
        elif low is not None:
            out.append(f"at least {low}")
        elif high is not None:
            out.append(f"at most {high}")
        for least, most, unit in (("minLength", "maxLength", "characters"), ("minItems", "maxItems", "items"),
                                  ("minProperties", "maxProperties", "members")):
            if most in node:
                out.append(f"{node[least]} to {node[most]} {unit}" if node.get(least) else f"at most {node[most]} {unit}")
            elif node.get(least):
                out.append(f"at least {node[least]} {unit}")
        if "default" in node:
            out.append(f"default <code>{text(json.dumps(node['default']))}</code>")
        shown = ", ".join(out)
        if "enum" in node:
            values = " ".join(f"<code>{text(one)}</code>" for one in node["enum"])
            few = len(node["enum"]) <= 8
            shown += f'<div class="choices">{values}</div>' if few else (
                f'<details class="choices"><summary>{len(node["enum"])} values</summary>{values}</details>')
        return shown

    def members(self, node, depth=0):
        """The members of an object as a list; those of nested ones inside."""
        node = self.resolve(node) if depth == 0 else node
        if "oneOf" in node or "anyOf" in node or "allOf" in node:
            return f'<p class="quiet">{self.type_of(node)}</p>'
        properties = node.get("properties", {})
        if not properties:
            if node.get("type") == "array":
                inner = node.get("items", {})
                return self.members(inner, depth) if "$ref" not in inner else f'<p class="quiet">Items: {self.type_of(inner)}</p>'
            return f'<p class="quiet">{self.type_of(node)} {self.limits(node)}</p>'
        required = set(node.get("required", []))
        rows = []
        for name, member in properties.items():
            mark = '<span class="required">always there</span>' if name in required else ""
            nested = ""
            inner = member.get("items", member) if member.get("type") == "array" else member
            if "$ref" not in inner and inner.get("properties") and depth < 3:
                nested = self.members(inner, depth + 1)
            about = line(member.get("description", ""))
            about = f'<div class="about">{about}</div>' if about else ""
            rows.append(f'<li><div class="member"><code class="name">{text(name)}</code> {self.type_of(member)} '
                        f'<span class="limits">{self.limits(member)}</span> {mark}</div>{about}{nested}</li>')
        return f'<ul class="members">{"".join(rows)}</ul>'

    def example(self, node, depth=0, name=""):
        """A value that fits the schema: what is always there, and a little more at the top."""
        node = self.resolve(node)
        if "examples" in node:
            return node["examples"][0]
        if "const" in node:
            return node["const"]
        if "enum" in node:
            return next((one for one in node["enum"] if one in ("done", "minor")), node["enum"][0])
        if "default" in node:
            return node["default"]
        for key in ("oneOf", "anyOf"):
            if key in node:
                return self.example(node[key][0], depth, name)
        if "allOf" in node:
            made = {}
            for part in node["allOf"]:
                value = self.example(part, depth, name)
                made |= value if isinstance(value, dict) else {}
            return made
        kind = node.get("type")
        if isinstance(kind, list):
            kind = kind[0]
        if kind == "array":
            return [self.example(node.get("items", {}), depth + 1, name)] if depth < 4 else []
        if kind == "object":
            required = node.get("required", [])
            shown = required or list(node.get("properties", {}))[:3 if depth == 0 else 2]
            # Members that make an example of music out of one of ids.
            told = [one for one in node.get("properties", {}) if one in shown or (depth < 3 and one in TOLD)]
            shown = told if "file_name" in told else shown
            if "minProperties" in node or "maxProperties" in node:  # One of several: the simplest, which is mostly the last.
                shown = shown[-1:]
            return {one: self.example(node["properties"][one], depth + 1, one)
                    for one in shown if one in node.get("properties", {}) and depth < 4}
        if kind in ("integer", "number"):
            words = {"bpm": 124, "bpm_confidence": 0.97, "duration": 214.6, "total": 1, "size": 4812032, "tonic": 9, "energy": 6}
            value = words.get(name, node.get("minimum", 1))
            return max(value, node.get("minimum", value))
        if kind == "boolean":
            return True
        return self.example_text(node, name)

    @staticmethod
    def example_text(node, name):
        words = {"title": "Copper Skyline", "artist": "The Stratum Players", "album": "Ten Demos", "genre": "house", "email": "ann@example.org",
                 "name": "Ann", "file_name": "copper skyline.flac", "camelot": "8A", "url": "https://example.org/hook", "path": "/home/ann/Music", "password": "correct horse battery",
                 "next_cursor": "eyJhIjoi", "events": "track.*", "locale": "en"}
        forms = {"uuid": HEX, "date-time": "2026-11-21T22:43:05.795Z", "email": "ann@example.org", "uri": "https://example.org/",
                 "uri-reference": "/api/v1/tracks/" + HEX}
        if node.get("format") in forms:
            return forms[node["format"]]
        if node.get("pattern", "").startswith("^[0-9a-f]{8}-"):
            return HEX
        return words.get(name, "..." if node.get("minLength", 0) <= 3 else "." * node["minLength"])
