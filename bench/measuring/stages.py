"""Each stage alone: the Google Benchmark programs that the build made."""
import json
import subprocess

from . import timing


def measure(options):
    build = options.root / "build"
    rows = []
    for bench in sorted(build.glob("src/**/stratum_*_benches")):
        result = subprocess.run([str(bench), "--benchmark_format=json", f"--benchmark_repetitions={options.rounds}",
                                 "--benchmark_report_aggregates_only=true"], capture_output=True, text=True)
        if result.returncode != 0:
            raise SystemExit(f"{bench} ended with {result.returncode}")
        for one in json.loads(result.stdout)["benchmarks"]:
            if one.get("aggregate_name") != "median":
                continue
            extra = ", ".join(f"{name} {value:.4g}" for name, value in one.items()
                              if isinstance(value, float) and name not in ("real_time", "cpu_time"))
            rows.append([one["run_name"], f"{one['cpu_time']:.4g} {one['time_unit']}", extra])
    if not rows:
        return "No benchmark programs were built (STRATUM_BENCHMARKS=ON builds them)."
    return timing.table(["stage", "CPU time, median", "rates and counters"], rows)
