#include "stratum/platform/outgoing.hpp"

#include "stratum/account/hosts.hpp"
#include "stratum/base/text.hpp"
#include "stratum/net/url.hpp"
#include "stratum/platform/call.hpp"

#include <algorithm>

namespace stratum::platform {
namespace {

account::Call call_of(const Services& services, const account::Actor& actor) {
    return {.actor = actor,
            .address = {},
            .now = services.clock.now(),
            .ids = services.ids,
            .permissions = services.permissions,
            .policy = services.policy};
}

Result<account::OutgoingRules> rules_for(const Services& services, const OutgoingMessage& message,
                                         const std::string& host) {
    STRATUM_TRY(auto inside, account::parse_internal_access(services.setting("outgoing.internal").value_or("")));
    if (message.workspace == account::kServer) {
        // Nothing of anybody's music: what the server needs for itself, where its configuration sends it.
        account::OutgoingRules rules{.privacy = account::Privacy::balanced, .hosts = {}, .any_host = true};
        if (message.configured.empty()) return rules;
        const std::string configured = account::host_of(message.configured);
        if (to_lower(configured) == to_lower(host)) rules.inside = std::move(inside);
        if (account::names_inside(configured)) rules.inside.networks.push_back({.base = {}, .bits = 0});
        return rules;
    }
    STRATUM_TRY(const auto reader, services.pool.read());
    STRATUM_TRY(auto rules, account::outgoing_rules(*reader, message.workspace));
    rules.inside = std::move(inside);
    STRATUM_TRY(const auto fixed, fixed_privacy(services));
    if (fixed) rules.privacy = *fixed;
    return rules;
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// What goes out after a redirect (RFC 9110, section 15.4).
Result<net::ClientRequest> redirected(const net::ClientRequest& request, const net::ClientResponse& response) {
    STRATUM_TRY(const net::Url from, net::parse_url(request.url));
    STRATUM_TRY(const net::Url to, net::resolve_reference(from.text, std::string{response.headers.get("Location")}));
    if (from.scheme == "https" && to.scheme != "https")
        return error(ErrorCode::permission_denied, from.host + " redirects to an address without TLS",
                     "use the address that it redirects to, if that is meant");
    net::ClientRequest next = request;
    next.url = to.text;
    if (to.host != from.host || to.port != from.port || to.scheme != from.scheme)
        for (const auto* secret : {"Authorization", "Cookie"}) next.headers.remove(secret);
    const bool keeps = response.status == 307 || response.status == 308;
    if (!keeps && request.method != net::Method::head) {
        next.method = net::Method::get;
        next.body.clear();
        next.headers.remove("Content-Type");
    }
    return next;
}

/// Who can change it is told with it.
Error refusal_of(const Services& services, account::OutgoingVerdict verdict, const std::string& host) {
    Error refused = account::refusal(verdict, host);
    if (verdict == account::OutgoingVerdict::privacy && services.setting("privacy.level"))
        refused.hint = "the server's configuration fixes the level (privacy.level)";
    return refused;
}

}  // namespace

Result<std::optional<account::Privacy>> fixed_privacy(const Services& services) {
    const auto text = services.setting("privacy.level");
    if (!text || text->empty()) return std::optional<account::Privacy>{};
    account::Privacy level{};
    if (account::from_name(*text, level)) return std::optional{level};
    return error(ErrorCode::invalid_argument, "privacy.level is \"" + *text + "\"", "use strict, balanced or open");
}

Outgoing::Outgoing(net::ClientOptions options, LookUp look_up)
    : client_(std::move(options)), look_up_(look_up ? std::move(look_up) : LookUp{net::look_up}) {}

Result<std::vector<account::IpAddress>> Outgoing::addresses_of(const std::string& host) const {
    if (const auto literal = account::parse_address(host)) return std::vector{*literal};
    STRATUM_TRY(const auto found, look_up_(host));
    std::vector<account::IpAddress> out;
    for (const std::string& text : found) {
        const auto address = account::parse_address(text);
        if (!address) return error(ErrorCode::not_found, host + " has an address of an unknown kind");
        out.push_back(*address);
    }
    return out;
}

Result<Uuid> Outgoing::note(const Services& services, const OutgoingMessage& message,
                            const account::OutgoingRecord& line) {
    constexpr std::int64_t kHour = 3'600'000;
    const auto record = [&](const account::OutgoingRecord& first) {
        return services.change([&](store::Database& database) {
            return account::record_outgoing(database, call_of(services, message.actor), message.workspace, first);
        });
    };
    if (!message.summed) return record(line);
    const std::string kind =
        to_text(message.workspace) + " " + message.feature + " " + line.host + " " + std::string{name_of(line.outcome)};
    const Timestamp now = services.clock.now();
    const std::scoped_lock lock{mutex_};
    if (const auto found = sums_.find(kind);
        found != sums_.end() && now.milliseconds - found->second.since.milliseconds < kHour)
        return found->second.row;
    STRATUM_TRY(const Uuid row, record(line));
    Sum sum{row, now, line};
    sum.line.bytes_out = 0;  // what went is added when it went
    sums_.insert_or_assign(kind, std::move(sum));
    return row;
}

void Outgoing::note_end(const Services& services, const OutgoingMessage& message, const Uuid& row,
                        const account::OutgoingRecord& line) {
    account::OutgoingRecord whole = line;
    if (message.summed) {
        const std::scoped_lock lock{mutex_};
        for (auto& [kind, sum] : sums_) {
            if (sum.row != row) continue;
            whole.bytes_out += sum.line.bytes_out;
            whole.bytes_in += sum.line.bytes_in;
            sum.line = whole;
        }
    }
    const auto kept = services.change(
        [&](store::Database& database) { return account::complete_outgoing(database, message.workspace, row, whole); });
    // The next one of a sum says it again.
    if (!kept && !message.summed)
        services.log.warning("the ledger does not know how a request ended",
                             {{"host", line.host}, {"error", kept.error().text()}});
}

Result<net::ClientResponse> Outgoing::send_once(const Services& services, const OutgoingMessage& message,
                                                net::ClientRequest request) {
    STRATUM_TRY(const net::Url url, net::parse_url(request.url));
    if (url.has_login)
        return error(ErrorCode::invalid_argument, "an address with a password in it is not used",
                     "passwords in addresses end up in logs; leave it out");
    STRATUM_TRY(const auto rules, rules_for(services, message, url.host));
    const account::OutgoingRequest asked{url.host, message.feature, message.purpose, message.content};
    // A name that may not be asked for is not looked up either: that alone would tell somebody of it.
    auto verdict = account::judge_outgoing(rules, asked, {});
    std::vector<account::IpAddress> addresses;
    if (verdict == account::OutgoingVerdict::no_address) {
        if (auto found = addresses_of(url.host)) addresses = std::move(*found);
        verdict = account::judge_outgoing(rules, asked, addresses);
    }
    account::OutgoingRecord line{.host = url.host,
                                 .feature = message.feature,
                                 .purpose = message.purpose,
                                 .content = message.content,
                                 .outcome = verdict};
    const bool goes = verdict == account::OutgoingVerdict::allowed;
    if (goes) line.bytes_out = request.source ? request.length : static_cast<std::int64_t>(request.body.size());
    STRATUM_TRY(const Uuid row, note(services, message, line));
    if (!goes) return refusal_of(services, verdict, url.host);

    request.url = url.text;
    request.addresses.clear();
    for (const auto& address : addresses) request.addresses.push_back(account::to_text(address));
    auto response = client_.send(request);
    if (response) {
        line.address = response->address;
        line.bytes_out = response->bytes_sent;
        line.bytes_in = response->bytes_received;
        line.status = response->status;
        note_end(services, message, row, line);
    }
    return response;
}

Result<net::ClientResponse> Outgoing::send(const Services& services, const OutgoingMessage& message) {
    net::ClientRequest request = message.request;
    for (int left = message.redirects;; --left) {
        auto response = send_once(services, message, request);
        if (!response || left <= 0 || !is_redirect(response->status) || response->headers.get("Location").empty() ||
            message.request.source)
            return response;
        STRATUM_TRY(request, redirected(request, *response));
    }
}

}  // namespace stratum::platform
