"""The page at /api/docs is whole, the same each time, and loads nothing but its own script."""
import gzip
import html.parser
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "api"))
import join  # noqa: E402


class Reader(html.parser.HTMLParser):
    """Collects ids, links, what is loaded and inline script; refuses elements that are not closed in their order."""
    VOID = {"meta", "link", "input", "br", "circle", "path", "img"}

    def __init__(self):
        super().__init__()
        self.ids, self.links, self.loads, self.handlers, self.open = [], [], [], [], []
        self.inline = 0

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a":
            self.links.append(values["href"])
        elif "src" in values or (tag == "link" and "href" in values):
            self.loads.append(values.get("src") or values["href"])
        if tag == "script" and "src" not in values:
            self.inline += 1
        self.handlers += [name for name in values if name.startswith("on")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            if not self.open or self.open.pop() != tag:
                raise AssertionError(f"</{tag}> at {self.getpos()} closes something else")


class TheDocs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.made = [cls.make(name) for name in ("a", "b")]
        cls.page = (cls.made[0] / "docs.html").read_text()
        cls.reader = Reader()
        cls.reader.feed(cls.page)
        cls.document = join.join()

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def make(cls, name):
        folder = pathlib.Path(cls.folder.name) / name
        subprocess.run([sys.executable, ROOT / "api/docs/make.py", folder], check=True, timeout=60)
        return folder

    def test_every_operation_and_schema_is_there_once(self):
        self.assertEqual(len(self.reader.ids), len(set(self.reader.ids)), "an id is there twice")
        operations = [name for _, _, name, *_ in join.operations(self.document)]
        self.assertGreater(len(operations), 100)
        self.assertLessEqual(set(operations), set(self.reader.ids))
        self.assertLessEqual({f"schema-{name}" for name in self.document["components"]["schemas"]}, set(self.reader.ids))
        for _, _, _, permission, *_ in join.operations(self.document):
            self.assertIn({"public": "anybody", "self": "whoever is signed in"}.get(permission, f"<code>{permission}</code>"), self.page)

    def test_every_code_of_a_problem_is_explained_where_its_type_leads(self):
        # src/platform/problem.cpp: the type is /api/docs#problem-CODE.
        self.assertIn('"/api/docs#problem-"', (ROOT / "src/platform/problem.cpp").read_text())
        for code in self.document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]:
            self.assertIn(f"problem-{code}", self.reader.ids)
            self.assertNotIn(f"<code>{code}</code></dt><dd></dd>", self.page, "a code without a word")

    def test_links_lead_somewhere(self):
        self.assertEqual(self.reader.open, [], "elements that are not closed")
        for link in self.reader.links:
            if link.startswith("#"):
                self.assertIn(link[1:], self.reader.ids)
            else:
                self.assertIn(link, ("/", "/api/openapi.yaml", "/api/openapi.json"))

    def test_it_works_under_the_apps_policy(self):
        self.assertEqual(self.reader.loads, ["/icons/icon.svg", "/api/docs.js"])
        self.assertEqual((self.reader.inline, self.reader.handlers), (0, []))
        self.assertNotRegex(self.page, r"url\(|@import|javascript:")
        self.assertNotRegex(self.page, r"<!--[A-Z]+-->|/\*[A-Z]+\*/", "a place that was not filled")

    def test_it_is_the_same_each_time_and_small_on_the_line(self):
        for name in ("docs.html", "docs.js"):
            one, other = (folder / name for folder in self.made)
            self.assertEqual(one.read_bytes(), other.read_bytes())
            packed = one.with_name(name + ".gz").read_bytes()
            self.assertEqual(packed, other.with_name(name + ".gz").read_bytes())
            self.assertEqual(gzip.decompress(packed), one.read_bytes())
            self.assertLess(len(packed), 80_000)

    def test_examples_fit_their_schemas(self):
        import jsonschema
        sys.path.insert(0, str(ROOT / "api/docs"))
        from schema import Schemas
        schemas = Schemas(self.document)
        checked = 0
        for path, item in self.document["paths"].items():
            for method in join.METHODS:
                for body in [item[method].get("requestBody", {})] if method in item else []:
                    schema = body.get("content", {}).get("application/json", {}).get("schema")
                    if schema:
                        checked += 1
                        whole = {**schema, "components": self.document["components"]}
                        with self.subTest(f"{method} {path}"):
                            jsonschema.Draft202012Validator(whole).validate(schemas.example(schema))
        self.assertGreater(checked, 30)


if __name__ == "__main__":
    unittest.main()
