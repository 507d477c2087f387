#!/usr/bin/env python3
"""deploy/ as those read it who run a server: each file by the program that it is for, and each name in it by ours.

usage: deploy_test.py PROGRAM

What is missing (systemd-analyze, docker-compose, what tests/deploy/linters.py fetches) skips its tests and says so.
"""
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request

import yaml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
DEPLOY = ROOT / "deploy"
sys.path.insert(0, str(HERE / "deploy"))
import linters  # noqa: E402

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
CHART = DEPLOY / "helm" / "stratum"
# Variables of the compose file itself, and those that other programs read.
NO_SETTINGS = {"STRATUM_IMAGE", "STRATUM_PORT"}


def tool(name):
    path = linters.find(name)
    if path is None:
        raise unittest.SkipTest(f"{name} is not installed; ./dev test fetches it (tests/deploy/linters.py install)")
    return path


def run(*command, **more):
    return subprocess.run([str(part) for part in command], text=True, timeout=120, **more,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def known_settings():
    return re.findall(r'SettingInfo\{"([^"]+)"', (ROOT / "src/app/config.cpp").read_text())


def known_variables():
    """Exact names, and starts of those of the user's own."""
    names = {"STRATUM_" + key.replace(".", "_").upper() for key in known_settings()}
    return {name for name in names if "*" not in name}, tuple(name[:-1] for name in names if "*" in name)


def texts():
    for path in sorted(DEPLOY.rglob("*")):
        if path.is_file():
            yield path, path.read_text()


class DeployTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def accepts(self, *command, **more):
        done = run(*command, **more)
        self.assertEqual(done.returncode, 0, f"{command}:\n{done.stdout}")
        return done.stdout


class NamesTest(DeployTest):
    def test_every_variable_is_a_setting_that_exists(self):
        names, starts = known_variables()
        self.assertIn("STRATUM_SERVER_PORT", names)
        found = 0
        for path, text in texts():
            for name in re.findall(r"\bSTRATUM_[A-Z0-9_]+\b", text):
                found += 1
                self.assertTrue(name in names | NO_SETTINGS or name.startswith(starts), f"{path.name} sets {name}, which nobody reads")
        self.assertGreater(found, 20)

    def test_the_example_configuration_is_read_without_a_complaint_also_with_all_of_it_switched_on(self):
        plain = (DEPLOY / "stratum.toml").read_text()
        full = re.sub(r"^# (\w+ = )", r"\1", plain, flags=re.MULTILINE)
        self.assertNotEqual(plain, full)
        for text in (plain, full.replace('library = "postgresql', '# library = "postgresql')):
            file = self.folder / "stratum.toml"
            file.write_text(text)
            said = self.accepts(PROGRAM, "doctor", "--config", file, env={**os.environ, "HOME": str(self.folder)})
            self.assertNotIn("there is no setting", said)
            self.assertNotIn("problem", said.lower())
        file.write_text('[server]\nprot = 1\n')
        self.assertIn("there is no setting", run(PROGRAM, "doctor", "--config", file).stdout)

    def test_the_operators_page_has_every_setting_of_a_server_and_no_other(self):
        page = (ROOT / "docs/operate.md").read_text()
        told = set(re.findall(r"`([a-z_0-9]+\.[a-z_0-9]+)(?:\.NAME)?`", page)) | {"library"}
        known = {key.removesuffix(".*") for key in known_settings()}
        self.assertLessEqual({name for name in told if name.split(".")[0] in {key.split(".")[0] for key in known}}, known)
        tables = ("server", "mail", "oidc", "jobs", "log", "library", "blobs", "uploads", "audio", "backup", "outgoing", "webhooks", "telemetry")
        self.assertLessEqual({key for key in known if key.split(".")[0] in tables}, told)
        metrics = set(re.findall(r"`(stratum_\w+)`", page))
        self.assertGreaterEqual(len(metrics), 6)

    def test_probes_and_proxies_ask_paths_that_the_contract_has(self):
        contract = (ROOT / "api/health.yaml").read_text()
        asked = set()
        for _, text in texts():
            asked |= set(re.findall(r"/(?:healthz|readyz|metrics|health|ready)\b(?!-)(?!/)", text))
        self.assertEqual(asked, {"/healthz", "/readyz", "/metrics"})
        for path in asked:
            self.assertIn(f"  {path}:", contract)


class SystemdTest(DeployTest):
    units = ("stratum.service", "stratum-worker.service")

    def test_units_are_valid(self):
        analyze = tool("systemd-analyze")
        for unit in self.units:
            text = (DEPLOY / "systemd" / unit).read_text()
            (self.folder / unit).write_text(text.replace("/usr/bin/stratum", shutil.which("true")))
        said = self.accepts(analyze, "verify", "--man=no", *(self.folder / unit for unit in self.units))
        self.assertEqual(said.strip(), "")

    def test_units_are_confined(self):
        analyze = tool("systemd-analyze")
        for unit in self.units:  # In tenths; 10 is the worst, and an ordinary unit has 9.6.
            self.accepts(analyze, "security", "--offline=true", "--threshold=21", "--no-pager", DEPLOY / "systemd" / unit)

    def test_units_allow_what_confined_children_need(self):
        analyze = tool("systemd-analyze")
        sources = "".join(path.read_text() for path in (ROOT / "src/media/confined").glob("*.cpp") if "_test" not in path.name)
        needed = set(re.findall(r"SYS_(landlock_\w+)", sources)) | {"unshare", "prctl", "seccomp", "setrlimit", "socketpair"}
        self.assertIn("landlock_restrict_self", needed)
        namespaces = {name.lower().removeprefix("new") for name in re.findall(r"CLONE_(NEW\w+)", sources)}
        self.assertEqual(namespaces, {"user", "net"})

        def members(name):
            if not name.startswith("@"):
                return {name}
            listed = run(analyze, "syscall-filter", "--no-pager", name).stdout.splitlines()[1:]
            lines = [line.strip() for line in listed if line.strip() and not line.strip().startswith("#")]
            return set().union(*(members(line) for line in lines))

        for unit in self.units:
            text = (DEPLOY / "systemd" / unit).read_text()
            allowed = set()
            for value in re.findall(r"^SystemCallFilter=(.*)$", text, re.MULTILINE):
                named = set().union(*(members(word) for word in value.lstrip("~").split()))
                allowed = allowed - named if value.startswith("~") else allowed | named
            self.assertLessEqual(needed, allowed)
            self.assertFalse(allowed & {"mount", "ptrace", "bpf", "kexec_load", "reboot", "init_module"})
            self.assertEqual(set(re.search(r"^RestrictNamespaces=(.*)$", text, re.MULTILINE)[1].split()), namespaces)
            self.assertIn("SuccessExitStatus=143", text)

    def test_the_user_can_be_made(self):
        program = tool("systemd-sysusers")
        if os.geteuid() != 0:
            self.skipTest("systemd-sysusers makes users, even in a folder, as root only")
        (self.folder / "etc").mkdir()
        self.accepts(program, f"--root={self.folder}", DEPLOY / "systemd/stratum.sysusers")
        self.assertRegex((self.folder / "etc/passwd").read_text(), r"(?m)^stratum:")


class ContainerTest(DeployTest):
    def test_the_container_file_is_clean(self):
        self.accepts(tool("hadolint"), DEPLOY / "container/Containerfile")
        text = (DEPLOY / "container/Containerfile").read_text()
        self.assertRegex(text, r"(?m)^USER [1-9]")
        for source in re.findall(r"^COPY (?:--\S+ )*(deploy/\S+)", text, re.MULTILINE):
            self.assertTrue((ROOT / source).is_file(), source)

    def test_the_health_check_tells_who_can_work(self):
        script = DEPLOY / "container/healthy.sh"

        class Ready(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            status = 200

            def do_GET(self):
                self.send_response(self.status if self.path == "/readyz" else 404)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ready)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = str(server.server_port)
        self.assertEqual(run("bash", script, port).returncode, 0)
        Ready.status = 503
        self.assertNotEqual(run("bash", script, port).returncode, 0)
        server.shutdown()
        server.server_close()
        self.assertNotEqual(run("bash", script, port).returncode, 0)


class ComposeTest(DeployTest):
    def render(self, filled=True):
        compose = tool("docker-compose")
        text = (DEPLOY / "compose/example.env").read_text()
        if filled:
            text = re.sub(r"(?m)^((?:POSTGRES_PASSWORD|STRATUM_SERVER_SECRET)=)$", r"\1secret", text)
        env = self.folder / "env"
        env.write_text(text)
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("STRATUM_", "POSTGRES_"))}
        return run(compose, "--env-file", env, "-f", DEPLOY / "compose/compose.yaml", "config", env=clean)

    def test_it_composes(self):
        done = self.render()
        self.assertEqual(done.returncode, 0, done.stdout)
        made = yaml.safe_load(done.stdout)
        services = made["services"]
        self.assertLessEqual({"server", "worker", "database"}, set(services))
        for name in ("server", "worker"):
            service = services[name]
            self.assertTrue(service["read_only"])
            self.assertEqual(service["cap_drop"], ["ALL"])
            self.assertEqual(service["environment"]["STRATUM_LIBRARY"], "postgresql://stratum@database/stratum")
            # Both see uploads in one place, and S3 counts only when the folder was taken away.
            self.assertEqual(service["environment"]["STRATUM_BLOBS_FOLDER"], "/uploads")
            self.assertTrue(any(str(volume).startswith("uploads:/uploads") for volume in service["volumes"]), service["volumes"])
            self.assertTrue(any("/music:ro" in str(volume) for volume in service["volumes"]), service["volumes"])
        self.assertNotIn("ports", services["database"])
        # As src/store/postgresql_connection.cpp asks for.
        self.assertIn("--encoding=UTF8 --locale=C.UTF-8", services["database"]["environment"]["POSTGRES_INITDB_ARGS"])
        self.assertTrue(str(services["server"]["ports"][0]).startswith("127.0.0.1:") or
                        services["server"]["ports"][0].get("host_ip") == "127.0.0.1")
        for service in services.values():
            self.assertRegex(service["image"], r":.+$")

    def test_it_refuses_to_start_without_secrets(self):
        done = self.render(filled=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("POSTGRES_PASSWORD", done.stdout + "STRATUM_SERVER_SECRET" * ("STRATUM_SERVER_SECRET" in done.stdout))


class HelmTest(DeployTest):
    def helm(self, *arguments):
        return run(sys.executable, HERE / "deploy/helm.py", tool("helm.so"), *arguments)

    def render(self, kubernetes="1.31.0", values=None):
        files = [CHART / "ci/full-values.yaml"] if values == "full" else []
        if isinstance(values, dict):
            files = [self.folder / "values.yaml"]
            files[0].write_text(yaml.safe_dump(values))
        return self.helm("template", CHART, "music", kubernetes, *files)

    def parts(self, **how):
        done = self.render(**how)
        self.assertEqual(done.returncode, 0, done.stdout)
        return [part for part in yaml.safe_load_all(done.stdout) if part]

    def test_helm_finds_nothing_to_say(self):
        done = self.helm("lint", CHART)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_what_is_rendered_is_what_kubernetes_knows(self):
        validate = tool("kubernetes-validate")
        for version in ("1.25.0", "1.31.0"):
            for values in (None, "full"):
                done = self.render(version, values)
                self.assertEqual(done.returncode, 0, done.stdout)
                file = self.folder / f"{version}-{values}.yaml"
                file.write_text(done.stdout)
                self.accepts(validate, "--strict", "-k", version.rsplit(".", 1)[0], file)
        broken = self.folder / "broken.yaml"
        broken.write_text(done.stdout.replace("readinessProbe:", "readynessProbe:"))
        self.assertNotEqual(run(validate, "--strict", "-k", "1.31", broken).returncode, 0)

    def test_pods_are_confined_and_probed_and_secrets_are_references(self):
        parts = self.parts(values="full")
        kinds = {part["kind"] for part in parts}
        self.assertEqual(kinds, {"ConfigMap", "Deployment", "Ingress", "NetworkPolicy", "PodDisruptionBudget", "Service"})
        self.assertIn("HorizontalPodAutoscaler", {part["kind"] for part in self.parts()})
        names, starts = known_variables()
        for part in (part for part in parts if part["kind"] == "Deployment"):
            pod = part["spec"]["template"]["spec"]
            self.assertTrue(pod["securityContext"]["runAsNonRoot"])
            self.assertFalse(pod["automountServiceAccountToken"])
            container = pod["containers"][0]
            self.assertTrue(container["securityContext"]["readOnlyRootFilesystem"])
            self.assertFalse(container["securityContext"]["allowPrivilegeEscalation"])
            self.assertIn("memory", container["resources"]["limits"])
            secret = {variable["name"] for variable in container["env"] if "valueFrom" in variable}
            self.assertEqual(secret, {"PGPASSWORD", "STRATUM_SERVER_SECRET", "STRATUM_SERVER_METRICS_KEY", "STRATUM_MAIL_PASSWORD",
                                      "STRATUM_BLOBS_S3_ACCESS_KEY", "STRATUM_BLOBS_S3_SECRET_KEY"})
            for variable in container["env"]:
                self.assertTrue(variable["name"] in names | {"PGPASSWORD"}, variable["name"])
            self.assertEqual(container["livenessProbe"]["httpGet"]["path"], "/healthz")
            self.assertEqual(container["readinessProbe"]["httpGet"]["path"], "/readyz")
            self.assertEqual(container["readinessProbe"]["httpGet"]["port"], container["ports"][0]["name"])
            self.assertEqual(str(container["ports"][0]["containerPort"]), container["args"][container["args"].index("--port") + 1])
            # The command line is one that the program has.
            options = [word for word in container["args"] if word.startswith("--")]
            usage = self.accepts(PROGRAM, container["args"][0], "--help") + self.accepts(PROGRAM, "--help")
            for option in options:
                self.assertIn(option, usage)

    def test_its_settings_are_read_without_a_complaint(self):
        for values in (None, "full"):
            settings = next(part for part in self.parts(values=values) if part["kind"] == "ConfigMap")
            file = self.folder / "stratum.toml"
            file.write_text(settings["data"]["stratum.toml"])
            said = self.accepts(PROGRAM, "doctor", "--config", file, env={**os.environ, "HOME": str(self.folder)})
            self.assertNotIn("there is no setting", said)
            self.assertNotIn(str(file) + ", line", said)

    def test_values_that_make_no_sense_are_refused(self):
        for values in ({"database": {"url": "postgresql://stratum:password@db/stratum"}}, {"worker": {"jobs": 0}},
                       {"server": {"replica": 3}}, {"settings": {"server": {"secret": "x" * 40}}},
                       {"settings": {"mail": {"password": "x"}}}, {"settings": {"blobs": {"s3_secret_key": "x"}}}, {"secret": {"name": ""}}):
            done = self.render(values=values)
            self.assertNotEqual(done.returncode, 0, values)
            self.assertIn("values don't meet the specifications of the schema", done.stdout)


class ProxyTest(DeployTest):
    def test_nginx_takes_its_example(self):
        nginx = tool("nginx")
        self.accepts("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                     "-subj", "/CN=music.example.org", "-keyout", self.folder / "privkey.pem", "-out", self.folder / "fullchain.pem")
        site = (DEPLOY / "proxy/nginx.conf").read_text()
        (self.folder / "site.conf").write_text(site.replace("/etc/letsencrypt/live/music.example.org", str(self.folder)))
        # Ports below 1024 are root's; nginx -t opens them.
        if os.geteuid() != 0:
            (self.folder / "site.conf").write_text(re.sub(r"(listen (?:\[::\]:)?)(80|443)", r"\g<1>1\2", (self.folder / "site.conf").read_text()))
        paths = " ".join(f"{name}_temp_path {self.folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (self.folder / "nginx.conf").write_text(
            f"pid {self.folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{ access_log off; {paths} include {self.folder}/site.conf; }}\n")
        self.accepts(nginx, "-t", "-e", "stderr", "-p", self.folder, "-c", self.folder / "nginx.conf")
        # Without the name that the browser used, whoever comes through the proxy would be taken for this computer's owner.
        self.assertIn("proxy_set_header Host $http_host;", site)
        self.assertIn("proxy_set_header X-Forwarded-For $remote_addr;", site)

    def test_metrics_stay_inside(self):
        self.assertRegex((DEPLOY / "proxy/nginx.conf").read_text(), r"location = /metrics \{\s+return 404;")
        self.assertRegex((DEPLOY / "proxy/Caddyfile").read_text(), r"(?m)^\trespond /metrics 404$")

    def test_caddy_takes_its_example(self):
        self.accepts(tool("caddy"), "validate", "--adapter", "caddyfile", "--config", DEPLOY / "proxy/Caddyfile",
                     env={**os.environ, "HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)})


class MonitoringTest(DeployTest):
    folder_of = DEPLOY / "monitoring"

    @classmethod
    def setUpClass(cls):
        """What a running server tells of itself, once it has counted its jobs."""
        library = tempfile.mkdtemp()
        server = subprocess.Popen([PROGRAM, "serve", "--library", library, "--port", "0", "--quiet"], stdout=subprocess.PIPE, text=True,
                                  env={**os.environ, "STRATUM_BACKUP_EVERY": "1d"})
        try:
            address = server.stdout.readline().strip()
            cls.metrics, until = "", time.monotonic() + 60
            while "\nstratum_queue_jobs{" not in cls.metrics and time.monotonic() < until:
                for path in ("/healthz", "/readyz", "/metrics"):
                    cls.metrics = urllib.request.urlopen(address + path, timeout=30).read().decode()
                time.sleep(0.1)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
            server.stdout.close()
            shutil.rmtree(library)
        cls.names = set(re.findall(r"(?m)^(stratum_\w+)[ {]", cls.metrics))

    def dashboard(self):
        return json.loads((self.folder_of / "dashboard.json").read_text())

    def queries(self):
        for panel in self.dashboard()["panels"]:
            for target in panel.get("targets", []):
                yield panel["title"], target["expr"]

    def test_every_metric_that_is_named_exists(self):
        self.assertGreaterEqual(len(self.names), 7)
        dashboard = (self.folder_of / "dashboard.json").read_text()
        page = set(re.findall(r"`(stratum_\w+)`", (ROOT / "docs/operate.md").read_text()))
        families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in self.names}
        self.assertLessEqual(families, page, "docs/operate.md lists what /metrics has")
        # The others are told where NATS or a collector is set up.
        source = (ROOT / "src/app/serve/serving.cpp").read_text()
        for name in page - families:
            self.assertIn(f'"{name.removeprefix("stratum_")}"', source)
        for text in (dashboard, (self.folder_of / "alerts.yaml").read_text()):
            used = set(re.findall(r"\bstratum_\w+", text))
            self.assertGreater(len(used), 2)
            self.assertLessEqual(used, self.names)
        labels = set(re.findall(r'(\w+)="', self.metrics)) | {"job", "instance"}
        for title, query in self.queries():
            for matcher in re.findall(r"\{([^}]*?)\}", query.replace("\\\\{", "").replace("\\\\}", "")):
                self.assertLessEqual(set(re.findall(r"(\w+)\s*[=!]~?", matcher)), labels, title)
            for group in re.findall(r"\bby \(([^)]*)\)", query):
                self.assertLessEqual({name.strip() for name in group.split(",")}, labels, title)

    def test_the_board_is_whole(self):
        board = self.dashboard()
        self.assertEqual(len({panel["id"] for panel in board["panels"]}), len(board["panels"]))
        taken = set()
        for panel in board["panels"]:
            place = panel["gridPos"]
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
            self.assertFalse(cells & taken, panel["title"])
            self.assertLessEqual(place["x"] + place["w"], 24)
            taken |= cells
        variables = {variable["name"] for variable in board["templating"]["list"]} | {"__rate_interval", "__all"}
        self.assertLessEqual(set(re.findall(r"\$\{?(\w+)", json.dumps(board))), variables)

    def test_queries_rules_and_metrics_are_prometheus_own(self):
        promtool = tool("promtool")
        rules = [{"record": f"board:{index}", "expr": query.replace("$__rate_interval", "5m")}
                 for index, (_, query) in enumerate(self.queries())]
        file = self.folder / "board.yaml"
        file.write_text(yaml.safe_dump({"groups": [{"name": "board", "rules": rules}]}))
        self.accepts(promtool, "check", "rules", file)
        self.accepts(promtool, "check", "rules", self.folder_of / "alerts.yaml")
        self.accepts(promtool, "test", "rules", self.folder_of / "alerts_test.yaml")
        self.accepts(promtool, "check", "config", "--syntax-only", self.folder_of / "prometheus.yml")
        self.accepts(promtool, "check", "metrics", input=self.metrics)


if __name__ == "__main__":
    unittest.main()
