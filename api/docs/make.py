#!/usr/bin/env python3
"""Makes the page that the server shows at /api/docs out of the joined contract.

usage: make.py FOLDER

FOLDER gets docs.html and docs.js, each also packed as .gz. The page holds everything and works without its script, which searches,
copies and turns the theme; it takes its colours from the app (web/packages/ui/src/tokens.css) and loads nothing from elsewhere.
"""
import gzip
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent)]
import join  # noqa: E402
from schema import HEX, Schemas, line, rich, text  # noqa: E402

TITLES = {"analyses": "Analyses", "audio": "Audio", "audit": "Audit log", "corrections": "Corrections and review", "events": "Events",
          "folders": "Folders of this computer", "health": "The server itself", "jobs": "Jobs", "keys": "API keys",
          "lists": "Playlists and collections", "people": "People and roles", "privacy": "Privacy", "profile": "Profile",
          "session": "Signing in", "tracks": "Tracks", "uploads": "Uploads", "waveform": "Waveform", "webhooks": "Webhooks"}
# What one looks for first; tags that are not named here follow by their names.
ORDER = ["tracks", "analyses", "corrections", "uploads", "folders", "audio", "waveform", "lists", "jobs", "events", "webhooks", "session",
         "profile", "people", "keys", "privacy", "audit", "health"]


# What each code of a problem means; the server's `type` leads here. Codes that are not named stand without words.
PROBLEMS = {
    "invalid_argument": "Something in the request can not be what it is; `errors` names each value.", "unauthenticated": "Nobody is signed in, or the API key is unknown, revoked or expired.",
    "csrf": "The change does not come from a page of this server, or lacks `Stratum-Csrf`.", "second_factor_needed": "The password was right; a code or passkey is still needed.",
    "confirm": "Permitted, but it is long since whoever asks proved who they are: `POST /session/confirm`, then again.",
    "forbidden": "Not permitted; the hint names the permission.", "not_found": "There is no such thing in this workspace.", "method_not_allowed": "`Allow` names what can be done here.",
    "not_acceptable": "None of the forms in `Accept` can be given.", "already_exists": "There is one already, and there can be only one.", "conflict": "This contradicts how things stand now.",
    "precondition_failed": "It was changed since its `ETag` was read: read it again.", "too_large": "The body, or the whole of an upload, is larger than allowed.",
    "unsupported": "A kind of body or file that is not read here.", "corrupt": "The bytes break the rules of their own format.", "protected": "The file is locked by rights management.",
    "empty": "There is nothing in it.", "too_short": "The recording is too short to be heard.", "no_space": "The disk is full. Nothing is lost; try again when there is room.",
    "quota": "The workspace holds as much as it may.", "rate_limited": "Too many requests: wait as long as `Retry-After` says.", "busy": "Not now: wait as long as `Retry-After` says.",
    "timeout": "It took too long; try again.", "cancelled": "Somebody stopped it.", "crashed": "The process that read the file died; nothing else was lost.", "io": "The disk or a server behind this one failed.",
    "internal": "A bug of ours; the request id finds it in the log.", "unavailable": "The server is starting, ending, or lacks something it needs.", "gone": "It was there and is gone for good.",
    "checksum_mismatch": "The bytes that came are not those of the checksum: send the part again.", "range_not_satisfiable": "The range lies outside.", "header_fields_too_large": "The head of the request is larger than 16 KiB.",
}


class Page:
    def __init__(self, document):
        self.document = document
        self.schemas = Schemas(document)
        self.tags = {tag["name"]: tag.get("description", "") for tag in document["tags"]}
        self.operations = {name: [] for name in self.tags}
        for path, item in document["paths"].items():
            for method in join.METHODS:
                if method in item:
                    base = "" if item.get("servers") else document["servers"][0]["url"]
                    self.operations[item[method]["tags"][0]].append((method, base + path, item, item[method]))
        for operations in self.operations.values():
            operations.sort(key=lambda one: (one[1].count("/"), one[1]))

    def order(self):
        return sorted(self.tags, key=lambda tag: (ORDER.index(tag) if tag in ORDER else len(ORDER), tag))

    # Parts of an operation.

    def parameters(self, item, operation):
        found = [self.schemas.resolve(one) for one in item.get("parameters", []) + operation.get("parameters", [])]
        if not found:
            return ""
        rows = "".join(
            f'<tr><td><code class="name">{text(one["name"])}</code><div class="quiet">{text(one["in"])}'
            f'{", required" if one.get("required") else ""}</div></td>'
            f'<td>{self.schemas.type_of(one.get("schema", {}))} <span class="limits">{self.schemas.limits(self.schemas.resolve(one.get("schema", {})))}</span>'
            f'<div class="about">{line(one.get("description", ""))}</div></td></tr>' for one in found)
        return f'<h4>Parameters</h4><table class="parameters"><tbody>{rows}</tbody></table>'

    def content(self, content):
        """Kinds of a body; the members of the JSON one."""
        out = []
        for kind, about in content.items():
            schema = about.get("schema", {})
            shown = self.schemas.type_of(schema) if kind.endswith("json") else ""
            out.append(f'<div class="kind"><code>{text(kind)}</code> {shown}</div>')
        json_kind = next((kind for kind in content if kind.endswith("json")), None)
        if json_kind and "$ref" in content[json_kind].get("schema", {}):
            inside = self.schemas.members(content[json_kind]["schema"])
            out.append(f"<details><summary>Members</summary>{inside}</details>")
        elif json_kind:
            out.append(self.schemas.members(content[json_kind].get("schema", {})))
        return "".join(out)

    def body(self, operation):
        body = operation.get("requestBody")
        return f'<h4>Body{"" if body.get("required") else ", if wanted"}</h4>{self.content(body["content"])}' if body else ""

    def answers(self, operation):
        good, bad = [], []
        for status, answer in operation["responses"].items():
            answer = self.schemas.resolve(answer)
            if status[0] in "45":
                bad.append((text(status), line(answer["description"])))
                continue
            headers = [name for name in answer.get("headers", {}) if name not in ("X-Request-Id", "RateLimit", "RateLimit-Policy")]
            told = f' <span class="quiet">with {", ".join(f"<code>{text(name)}</code>" for name in headers)}</span>' if headers else ""
            good.append(f'<div class="answer"><p><span class="status good">{text(status)}</span> {line(answer["description"])}{told}</p>'
                        f'{self.content(answer.get("content", {}))}</div>')
        problems = ""
        if bad:
            each = "".join(f'<dt><span class="status bad">{status}</span></dt><dd>{about}</dd>' for status, about in bad)
            short = " ".join(f'<span class="status bad">{status}</span>' for status, _ in bad)
            problems = f'<details class="problems"><summary>Problems {short}</summary><dl>{each}</dl></details>'
        return f"<h4>Answers</h4>{''.join(good)}{problems}"

    def curl(self, method, path, operation):
        address = "$SERVER" + re.sub(r"{id}", HEX, path)
        words = ["curl"] if method == "get" else [f"curl -X {method.upper()}"]
        lines = []
        if operation["x-permission"] != "public":
            lines.append('-H "Authorization: Bearer $KEY"')
        body = operation.get("requestBody", {}).get("content", {})
        kind = next((one for one in body if one.endswith("json")), None)
        if kind:
            example = json.dumps(self.schemas.example(body[kind]["schema"]), ensure_ascii=False)
            lines += [f'-H "Content-Type: {kind}"', "-d '" + example.replace("'", "'\\''") + "'"]
        elif body:
            lines += [f'-H "Content-Type: {next(iter(body))}"', "--data-binary @file"]
        lines.append(f'"{address}"')
        return " ".join(words) + " " + " \\\n  ".join(lines)

    def answer_example(self, operation):
        for status, answer in operation["responses"].items():
            content = self.schemas.resolve(answer).get("content", {})
            if status[0] == "2" and "application/json" in content and content["application/json"].get("schema"):
                value = self.schemas.example(content["application/json"]["schema"])
                return json.dumps(value, indent=2, ensure_ascii=False) if value else None
        return None

    def operation(self, method, path, item, operation):
        name = operation["operationId"]
        permission = operation["x-permission"]
        may = {"public": "anybody", "self": "whoever is signed in"}.get(permission)
        may = f'<span class="permission">{may}</span>' if may else f'<span class="permission">needs <code>{text(permission)}</code></span>'
        shown_path = re.sub(r"({\w+})", r"<em>\1</em>", text(path))
        example = self.answer_example(operation)
        example = f'<div class="sample"><div class="bar"><span>Answer</span></div><pre tabindex="0">{text(example)}</pre></div>' if example else ""
        words = " ".join([name, method, path, operation["summary"], permission]).lower()
        return f"""<article class="operation" id="{text(name)}" data-words="{text(words)}">
<header><h3><a class="anchor" href="#{text(name)}">{line(operation["summary"])}</a></h3>{may}</header>
<div class="call"><span class="method {method}">{method.upper()}</span><code class="path">{shown_path}</code></div>
<div class="columns"><div class="told">{rich(operation["description"]) if operation.get("description") else ""}
{self.parameters(item, operation)}{self.body(operation)}{self.answers(operation)}</div>
<div class="samples"><div class="sample"><div class="bar"><span>Request</span></div><pre tabindex="0">{text(self.curl(method, path, operation))}</pre></div>{example}</div></div>
</article>"""

    # The page.

    def navigation(self):
        out = []
        for tag in self.order():
            links = "".join(f'<li data-for="{text(one["operationId"])}"><a href="#{text(one["operationId"])}"><span class="method {method}">'
                            f'{ {"delete": "DEL"}.get(method, method.upper()) }</span><span>{text(one["summary"])}</span></a></li>'
                            for method, _, _, one in self.operations[tag])
            out.append(f'<li class="group"><a class="tag" href="#tag-{text(tag)}">{text(TITLES.get(tag, tag.capitalize()))}</a><ul>{links}</ul></li>')
        out.append('<li class="group"><a class="tag" href="#problems">Problems</a></li>')
        out.append('<li class="group"><a class="tag" href="#schemas">Schemas</a></li>')
        return f'<ul>{"".join(out)}</ul>'

    def sections(self):
        out = []
        for tag in self.order():
            operations = "".join(self.operation(*one) for one in self.operations[tag])
            out.append(f'<section id="tag-{text(tag)}" class="tag"><h2>{text(TITLES.get(tag, tag.capitalize()))}</h2>'
                       f'<div class="lead">{rich(self.tags[tag])}</div>{operations}</section>')
        return "".join(out)

    def all_schemas(self):
        out = []
        for name, schema in sorted(self.document["components"]["schemas"].items(), key=lambda one: one[0].lower()):
            about = rich(schema["description"]) if schema.get("description") else ""
            out.append(f'<details class="schema" id="schema-{text(name)}" data-words="{text(name.lower())}"><summary><code>{text(name)}</code></summary>'
                       f"{about}{self.schemas.members(schema)}</details>")
        return "".join(out)

    def problems(self):
        codes = self.document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
        return "".join(f'<dt id="problem-{text(code)}"><code>{text(code)}</code></dt><dd>{line(PROBLEMS.get(code, ""))}</dd>' for code in codes)

    def html(self):
        info = self.document["info"]
        count = sum(len(operations) for operations in self.operations.values())
        fill = {"CSS": (ROOT / "web/packages/ui/src/tokens.css").read_text() + (HERE / "page.css").read_text(), "VERSION": text(info["version"]),
                "SUMMARY": text(info["summary"]), "DESCRIPTION": rich(info["description"]), "COUNT": str(count),
                "NAVIGATION": self.navigation(), "SECTIONS": self.sections(), "SCHEMAS": self.all_schemas(), "PROBLEMS": self.problems()}
        page = (HERE / "page.html").read_text()
        return re.sub(r"<!--([A-Z]+)-->|/\*([A-Z]+)\*/", lambda found: fill[found[1] or found[2]], page)


def write(file, content):
    """And packed, with a time that is always the same, so that the same page is the same bytes."""
    data = content.encode()
    packed = gzip.compress(data, 9, mtime=0)
    for place, new in ((file, data), (file.with_name(file.name + ".gz"), packed)):
        if not place.is_file() or place.read_bytes() != new:
            place.write_bytes(new)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    try:
        document = join.join()
    except join.ContractError as reason:
        sys.exit(f"make.py: {reason}")
    write(folder / "docs.html", Page(document).html())
    write(folder / "docs.js", (HERE / "page.js").read_text())


if __name__ == "__main__":
    main()
