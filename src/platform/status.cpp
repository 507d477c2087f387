#include "stratum/platform/status.hpp"

#include "identify.hpp"
#include "stratum/crypto/secrets.hpp"
#include "stratum/platform/answers.hpp"

namespace stratum::platform {
namespace {

Answer readiness(const std::vector<Probe>& probes) {
    bool all = true;
    JsonWriter w;
    std::string parts;
    w.begin_array();
    for (const Probe& probe : probes) {
        const auto found = probe.look();
        all = all && found;
        w.begin_object();
        w.member("name", probe.name);
        w.member("ok", found.ok());
        if (!found) w.member("detail", name_of(found.error().code));
        w.end_object();
    }
    w.end_array();
    return json_text(all ? 200 : 503,
                     std::string{"{\"status\":\""} + (all ? "ok" : "failing") + "\",\"parts\":" + w.take() + "}");
}

net::Response all_metrics(const net::Request& request, const Metrics& metrics, const std::string& key) {
    constexpr std::string_view kBearer = "Bearer ";
    const std::string_view sent = request.headers.get("Authorization");
    const bool keyed =
        !key.empty() && sent.starts_with(kBearer) && crypto::equal_in_constant_time(sent.substr(kBearer.size()), key);
    if (!keyed && !is_loopback(request.remote))
        return to_response(problem(403, "forbidden", "metrics are told to this computer only",
                                   "ask from it, or set server.metrics_key and send it as Authorization: Bearer"),
                           request.id);
    return net::Response{.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                         .body = metrics.text()};
}

}  // namespace

std::vector<Route> status_routes(const Metrics& metrics, std::vector<Probe> probes, std::string metrics_key) {
    using net::Method;
    return {
        {.method = Method::get,
         .path = "/healthz",
         .permission = "public",
         .at_once =
             [](const net::Request&) {
                 return net::Response{.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
                                      .body = std::string{"{\"status\":\"ok\"}"}};
             }},
        {.method = Method::get,
         .path = "/readyz",
         .permission = "public",
         .handle = [probes = std::move(probes)](Call&) { return readiness(probes); }},
        {.method = Method::get,
         .path = "/metrics",
         .permission = "public",
         .at_once = [&metrics, key = std::move(metrics_key)](
                        const net::Request& request) { return all_metrics(request, metrics, key); }},
    };
}

}  // namespace stratum::platform
