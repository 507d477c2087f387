"""The wire contract joins into one valid document, and the joiner refuses what would make it wrong."""
import importlib.util
import pathlib
import re
import shutil
import tempfile
import unittest

import jsonschema

API = pathlib.Path(__file__).resolve().parents[2] / "api"
spec = importlib.util.spec_from_file_location("join", API / "join.py")
join = importlib.util.module_from_spec(spec)
spec.loader.exec_module(join)


def each_operation(document):
    for path, item in document["paths"].items():
        for method in join.METHODS:
            if method in item:
                yield method, path, item, item[method]


class TheContract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.document = join.join(API)

    def resolve(self, node):
        while "$ref" in node:
            place = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                place = place[step]
            node = place
        return node

    def test_every_schema_is_a_json_schema(self):
        for name, schema in self.document["components"]["schemas"].items():
            with self.subTest(name):
                jsonschema.Draft202012Validator.check_schema(schema)

    def test_places_in_paths_and_parameters_are_the_same(self):
        for method, path, item, operation in each_operation(self.document):
            with self.subTest(f"{method} {path}"):
                parameters = [self.resolve(p) for p in item.get("parameters", []) + operation.get("parameters", [])]
                places = {p["name"] for p in parameters if p["in"] == "path"}
                self.assertEqual(places, set(re.findall(r"{(\w+)}", path)))
                names = [(p["in"], p["name"].lower()) for p in parameters]
                self.assertEqual(len(names), len(set(names)), "a parameter is there twice")

    def test_every_problem_is_rfc_9457(self):
        for method, path, _, operation in each_operation(self.document):
            if path == "/readyz":
                continue  # Monitors read its parts from a failing answer too.
            for status, answer in operation["responses"].items():
                with self.subTest(f"{method} {path} {status}"):
                    if status[0] in "45":
                        self.assertEqual(list(answer["content"]), ["application/problem+json"])
                    self.assertTrue(answer["description"])

    def test_what_has_an_etag_is_changed_only_as_it_was_seen(self):
        for path, item in self.document["paths"].items():
            if "304" not in item.get("get", {}).get("responses", {}):
                continue
            for method in {"patch", "put"} & set(item):
                with self.subTest(f"{method} {path}"):
                    operation = item[method]
                    names = [self.resolve(p)["name"] for p in item.get("parameters", []) + operation.get("parameters", [])]
                    self.assertIn("If-Match", names)
                    self.assertIn("412", operation["responses"])

    def test_who_is_not_public_can_be_refused(self):
        for method, path, _, operation in each_operation(self.document):
            with self.subTest(f"{method} {path}"):
                if operation["x-permission"] == "public":
                    self.assertEqual(operation["security"], [{}])
                else:
                    self.assertIn("401", operation["responses"])
                    self.assertIn("403", operation["responses"])

    def test_lists_come_in_pages(self):
        for name, schema in self.document["components"]["schemas"].items():
            if name.endswith("Page"):
                with self.subTest(name):
                    self.assertEqual(schema["required"], ["items"])
                    self.assertIn("next_cursor", schema["properties"])

    def test_bodies_refuse_unknown_members(self):
        for method, path, _, operation in each_operation(self.document):
            for kind, content in operation.get("requestBody", {}).get("content", {}).items():
                if "json" in kind:
                    with self.subTest(f"{method} {path}"):
                        self.assertIs(self.resolve(content["schema"]).get("additionalProperties"), False)

    def test_required_members_exist(self):
        def walk(node, where):
            if isinstance(node, dict):
                for name in node.get("required", []) if isinstance(node.get("properties"), dict) else []:
                    self.assertIn(name, node["properties"], where)
                for name, value in node.items():
                    walk(value, f"{where}/{name}")
            elif isinstance(node, list):
                for value in node:
                    walk(value, where)
        walk(self.document["components"]["schemas"], "")


class TheJoiner(unittest.TestCase):
    def joined_with(self, text):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            shutil.copy(API / "common.yaml", folder)
            shutil.copy(API / "tracks.yaml", folder)
            shutil.copy(API / "jobs.yaml", folder)
            (folder / "zzz.yaml").write_text(text)
            return join.join(folder)

    def refuses(self, text, words):
        with self.assertRaisesRegex(join.ContractError, words):
            self.joined_with(text)

    def test_refuses_a_reference_that_leads_nowhere(self):
        self.refuses("components: {schemas: {A: {$ref: '#/components/schemas/Nobody'}}}", "Nobody leads nowhere")

    def test_refuses_a_name_that_is_defined_twice(self):
        self.refuses("components: {schemas: {Track: {type: object}}}", "Track is defined twice")

    def test_refuses_an_operation_without_permission(self):
        self.refuses("paths: {/a: {get: {operationId: getA, summary: A, x-answers: {204: null}}}}", "x-permission")

    def test_refuses_an_operation_id_that_is_taken(self):
        self.refuses("paths: {/a: {get: {operationId: getTrack, summary: A, x-permission: self, x-answers: {204: null}}}}",
                     "getTrack belongs to")

    def test_refuses_text_that_yaml_cut_at_a_comma(self):
        self.refuses("paths: {/a: {get: {operationId: a, summary: one, two}}}", "'two' has no value")

    def test_refuses_a_schema_that_nothing_uses(self):
        self.refuses("components: {schemas: {Lonely: {type: object}}}", "used nowhere: .*Lonely")


if __name__ == "__main__":
    unittest.main()
