#include "s3_requests.hpp"

#include "s3_answers.hpp"
#include "s3_signature.hpp"
#include "stratum/base/os/random.hpp"
#include "stratum/base/text.hpp"
#include "stratum/crypto/sha256.hpp"

#include <algorithm>
#include <cmath>
#include <thread>

namespace stratum::store {
namespace {

bool is_busy(int status) { return status == 429 || status >= 500; }

/// "s3.example:9000" from the endpoint, as clients write it; nothing when it is no endpoint.
std::optional<std::string> host_of(std::string_view endpoint) {
    const bool tls = endpoint.starts_with("https://");
    if (!tls && !endpoint.starts_with("http://")) return {};
    std::string host{endpoint.substr(tls ? 8 : 7)};
    if (host.empty() || host.find_first_of("/?#@ \r\n") != host.npos) return {};
    const std::string_view usual = tls ? ":443" : ":80";
    if (host.ends_with(usual)) host.resize(host.size() - usual.size());
    return host;
}

}  // namespace

Result<S3Requests> S3Requests::make(const S3Options& options, net::Client& client, const Clock& clock) {
    const auto host = host_of(options.endpoint);
    if (!host)
        return error(ErrorCode::invalid_argument, "'" + valid_utf8(options.endpoint) + "' is no endpoint of S3",
                     "give scheme and host, for example https://s3.eu-central-1.amazonaws.com");
    if (options.bucket.empty() || options.bucket.find('/') != std::string::npos)
        return error(ErrorCode::invalid_argument, "S3 needs the name of a bucket");
    if (options.part_size < 1 || options.attempts < 1)
        return error(ErrorCode::invalid_argument, "parts and attempts of S3 must be at least one");
    return S3Requests{options, client, clock, *host};
}

Result<net::ClientResponse> S3Requests::send_once(const S3Call& call) const {
    S3Request signed_part{.method = net::name_of(call.method),
                          .path = "/" + options_.bucket + (call.key.empty() ? "" : "/" + call.key),
                          .query = call.query,
                          .headers = call.headers,
                          .payload_hash = crypto::to_hex(crypto::sha256(call.body))};
    signed_part.headers["host"] = host_;
    sign_s3(signed_part,
            {.access_key = options_.access_key,
             .secret_key = options_.secret_key,
             .session_token = options_.session_token,
             .region = options_.region},
            clock_.now());
    net::ClientRequest request{.method = call.method, .body = call.body, .sink = call.sink, .stop = call.stop};
    request.url =
        options_.endpoint.substr(0, options_.endpoint.find("://") + 3) + host_ + s3_escape(signed_part.path, true);
    if (!call.query.empty()) request.url += "?" + s3_query(call.query);
    for (const auto& [name, value] : signed_part.headers)
        if (name != "host") request.headers.add(name, value);
    // A part of some megabytes on a slow line takes its time.
    request.patience = Seconds{60.0 + static_cast<double>(call.body.size()) / 50'000.0};
    return client_.send(request);
}

Result<net::ClientResponse> S3Requests::send(const S3Call& call) const {
    for (int attempt = 1;; ++attempt) {
        auto response = send_once(call);
        const bool broken =
            !response && (response.error().code == ErrorCode::io || response.error().code == ErrorCode::timeout);
        const bool again = broken ? call.repeat_broken : response && is_busy(response->status);
        if (!again) return response;
        if (attempt >= options_.attempts || call.stop.stop_requested())
            return response ? Result<net::ClientResponse>{error_of(*response, "ask")} : response;
        pause_before(attempt);
    }
}

void S3Requests::pause_before(int attempt) const {
    std::array<std::uint8_t, 1> random{};
    fill_random(random);
    const Seconds pause = Seconds{std::min(0.2 * std::pow(2.0, attempt - 1), 10.0) * (0.5 + random[0] / 510.0)};
    if (options_.sleep)
        options_.sleep(pause);
    else
        std::this_thread::sleep_for(std::chrono::duration<double>{pause.value()});
}

Error S3Requests::error_of(const net::ClientResponse& response, std::string_view doing) const {
    const std::string code = valid_utf8(xml_text(response.body, "Code").value_or("")).substr(0, 100);
    const std::string said = valid_utf8(xml_text(response.body, "Message").value_or("")).substr(0, 300);
    const std::string what = "the bucket " + options_.bucket + " on " + host_ + " did not " + std::string{doing} +
                             " (" + std::to_string(response.status) + (code.empty() ? "" : " " + code) +
                             (said.empty() ? "" : ": " + said) + ")";
    if (response.status == 404) return error(ErrorCode::not_found, what, "check the name of the bucket");
    if (response.status == 401 || response.status == 403)
        return error(ErrorCode::permission_denied, what,
                     "check the keys of S3, what they may do, and this machine's clock");
    if (response.status == 507 || code.find("StorageFull") != std::string::npos ||
        code.find("Quota") != std::string::npos)
        return error(ErrorCode::no_space, what, "make room in the store, or raise its quota");
    if (response.status == 429 || response.status == 503) return error(ErrorCode::busy, what, "try again later");
    return error(ErrorCode::io, what, "see the log of the store");
}

}  // namespace stratum::store
