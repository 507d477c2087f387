#include "serve/telemetry.hpp"

#include "stratum/base/text.hpp"
#include "stratum/net/url.hpp"
#include "stratum/platform/outgoing.hpp"
#include "stratum/platform/trace.hpp"

#include <array>
#include <unistd.h>

namespace stratum::app {
namespace {

constexpr Seconds kPatience{5.0};
constexpr std::string_view kPath = "/v1/traces";

std::string instance_name() {
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    return std::string{host.data()} + "/" + std::to_string(getpid());
}

}  // namespace

Result<net::Headers> parse_otlp_headers(const std::string& text) {
    net::Headers out{{"Content-Type", "application/json"}};
    for (const auto part : split(text, ',')) {
        if (trim(part).empty()) continue;
        const auto equals = part.find('=');
        if (equals == part.npos || trim(part.substr(0, equals)).empty())
            return error(ErrorCode::invalid_argument, "telemetry.otlp_headers has a part without a name and \"=\"",
                         "write it as name=value,name=value");  // not quoted: it may be a secret
        out.set(trim(part.substr(0, equals)), std::string{trim(part.substr(equals + 1))});
    }
    return out;
}

Result<std::unique_ptr<Telemetry>> Telemetry::open(const platform::Services& services) {
    const std::string configured = services.setting("telemetry.otlp_endpoint").value_or("");
    if (configured.empty()) return std::unique_ptr<Telemetry>{};
    if (const auto url = net::parse_url(configured); !url) return url.error().within("telemetry.otlp_endpoint");
    std::string endpoint = configured;
    while (endpoint.ends_with('/')) endpoint.pop_back();
    if (!endpoint.ends_with(kPath)) endpoint += kPath;
    STRATUM_TRY(auto headers, parse_otlp_headers(services.setting("telemetry.otlp_headers").value_or("")));
    std::unique_ptr<Telemetry> out{new Telemetry{services}};
    const auto post = [&services, configured, endpoint, headers](const std::string& json) -> Result<int> {
        STRATUM_TRY(const auto answer, services.outgoing->send(services, {.feature = "traces",
                                                                          .purpose = "traces of requests and jobs",
                                                                          .content = account::Content::control,
                                                                          .request = {.method = net::Method::post,
                                                                                      .url = endpoint,
                                                                                      .headers = headers,
                                                                                      .body = json,
                                                                                      .patience = kPatience,
                                                                                      .most_bytes = 1024,
                                                                                      .cut = true},
                                                                          .configured = configured,
                                                                          .summed = true}));
        return answer.status;
    };
    out->exporter_ = std::make_unique<platform::SpanExporter>(
        platform::SpanExporter::Options{.version = services.version, .instance = instance_name()}, post, services.log);
    return out;
}

void Telemetry::request(const net::Request& request, std::string_view route, int status, Seconds taken) {
    if (request.trace.empty()) return;  // answered before anybody looked at it
    const std::string method{net::name_of(request.method)};
    exporter_->add({.trace = request.trace,
                    .id = request.span,
                    .parent = platform::continue_trace(request.headers.get("traceparent")).parent,
                    .name = method + " " + std::string{route},
                    .kind = platform::Span::Kind::server,
                    .end = services_.clock.now(),
                    .taken = taken,
                    .failed = status >= 500,
                    .attributes = {{"http.request.method", method},
                                   {"http.route", std::string{route}},
                                   {"http.response.status_code", std::int64_t{status}},
                                   {"stratum.request.id", request.id}}});
}

store::JobHandler Telemetry::watched(store::JobHandler handler) {
    handler.run = [this, run = std::move(handler.run), kind = handler.kind](store::JobContext& context) {
        const auto trace = platform::continue_trace("");
        const Seconds begin = services_.clock.steady();
        auto outcome = run(context);
        const Seconds taken = services_.clock.steady() - begin;
        services_.log.info("job", {{"kind", kind},
                                   {"job", to_text(context.claim().id)},
                                   {"attempt", std::to_string(context.claim().attempt)},
                                   {"trace", trace.id}});
        exporter_->add({.trace = trace.id,
                        .id = trace.span,
                        .parent = {},
                        .name = "job " + kind,
                        .kind = platform::Span::Kind::consumer,
                        .end = services_.clock.now(),
                        .taken = taken,
                        .failed = !outcome,
                        .attributes = {{"stratum.job.kind", kind},
                                       {"stratum.job.id", to_text(context.claim().id)},
                                       {"stratum.job.attempt", std::int64_t{context.claim().attempt}},
                                       {"stratum.workspace.id", to_text(context.claim().workspace)}}});
        return outcome;
    };
    return handler;
}

}  // namespace stratum::app
