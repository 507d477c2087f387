#include "routes.hpp"
#include "stratum/account/hosts.hpp"
#include "stratum/account/outgoing.hpp"
#include "stratum/base/text.hpp"
#include "stratum/net/read_json.hpp"
#include "stratum/platform/outgoing.hpp"

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

struct PrivacyView {
    account::Privacy level = account::Privacy::strict;
    std::vector<std::string> allowed_hosts;
    std::optional<bool> locked;
    std::int64_t version = 0;
};
template <class V>
void describe(V& v, PrivacyView& x) {
    v.field("level", x.level);
    v.field("allowed_hosts", x.allowed_hosts);
    v.field("locked", x.locked);
    v.field("version", x.version);
}
struct PrivacyPatch {
    std::optional<account::Privacy> level;
    std::optional<std::vector<std::string>> allowed_hosts;
};
template <class V>
void describe(V& v, PrivacyPatch& x) {
    v.field("level", x.level);
    v.field("allowed_hosts", x.allowed_hosts);
}
struct LedgerView {
    std::string id;
    std::string at;
    std::string host;
    std::string feature;
    std::string purpose;
    account::Content content = account::Content::data;
    std::optional<std::string> actor;
    bool allowed = false;
    std::optional<std::string> reason;
    std::int64_t bytes_sent = 0;
    std::int64_t bytes_received = 0;
    std::optional<int> status;
};
template <class V>
void describe(V& v, LedgerView& x) {
    v.field("id", x.id);
    v.field("at", x.at);
    v.field("host", x.host);
    v.field("feature", x.feature);
    v.field("purpose", x.purpose);
    v.field("content", x.content);
    v.field("actor", x.actor);
    v.field("allowed", x.allowed);
    v.field("reason", x.reason);
    v.field("bytes_sent", x.bytes_sent);
    v.field("bytes_received", x.bytes_received);
    v.field("status", x.status);
}

using Fixed = std::optional<account::Privacy>;  ///< By the server's configuration.

PrivacyView view_of(const account::OutgoingRules& rules, const Fixed& fixed) {
    PrivacyView view{.level = fixed.value_or(rules.privacy)};
    if (fixed) view.locked = true;
    for (const auto& host : rules.hosts) view.allowed_hosts.push_back(host.host);
    std::ranges::sort(view.allowed_hosts);
    give_version(view);
    return view;
}

Answer get(Call& call) {
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto rules, account::outgoing_rules(*reader, call.workspace));
    STRATUM_TRY(const Fixed fixed, platform::fixed_privacy(call.services));
    return shown(call, view_of(rules, fixed));
}

Result<void> set_hosts(store::Database& database, const Call& call, const account::OutgoingRules& before,
                       const std::vector<std::string>& wanted) {
    for (const auto& host : before.hosts)
        if (std::ranges::find(wanted, host.host) == wanted.end())
            STRATUM_TRY_VOID(account::disallow_host(database, call.account(), call.workspace, host.host));
    for (const auto& host : wanted)
        if (std::ranges::find(before.hosts, host, &account::AllowedHost::host) == before.hosts.end())
            STRATUM_TRY_VOID(account::allow_host(database, call.account(), call.workspace,
                                                 {to_lower(host), account::names_inside(host)}));
    return {};
}

Answer patch(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<PrivacyPatch>(call));
    if (!body.level && !body.allowed_hosts)
        return error(ErrorCode::invalid_argument, "nothing is to be changed", "send level or allowed_hosts");
    if (body.allowed_hosts && body.allowed_hosts->size() > 200)
        return error(ErrorCode::invalid_argument, "allowed_hosts has more than 200 hosts",
                     "allow a whole domain: *.example.org");
    STRATUM_TRY(const Fixed fixed, platform::fixed_privacy(call.services));
    if (fixed && body.level && *body.level != *fixed)
        return platform::problem(409, "conflict",
                                 "the server's configuration fixes the level at " + std::string{name_of(*fixed)},
                                 "whoever runs the server can change it (privacy.level)");
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY(const auto before, account::outgoing_rules(database, call.workspace));
        if (auto old = platform::outdated(call, etag_of(view_of(before, fixed).version)))
            return Answer{std::move(*old)};
        if (body.level && !fixed && *body.level != before.privacy)
            STRATUM_TRY_VOID(account::set_privacy(database, call.account(), call.workspace, *body.level));
        if (body.allowed_hosts) STRATUM_TRY_VOID(set_hosts(database, call, before, *body.allowed_hosts));
        STRATUM_TRY(const auto after, account::outgoing_rules(database, call.workspace));
        return Answer{versioned(200, view_of(after, fixed))};
    });
    if (!done) return done.error();
    return std::move(*done);
}

Answer list_ledger(Call& call) {
    STRATUM_TRY(const auto page, platform::page_of(call));
    std::optional<Uuid> before;
    if (!page.cursor.empty()) {
        before = parse_uuid(page.cursor);
        if (!before) return error(ErrorCode::invalid_argument, "the parameter cursor must be a next_cursor");
    }
    STRATUM_TRY(const auto reader, call.services.pool.read());
    const auto most = static_cast<std::size_t>(page.limit);
    STRATUM_TRY(auto lines, account::list_outgoing(*reader, call.workspace, most + 1, before));
    PageOf<LedgerView> out;
    if (lines.size() > most) {
        lines.resize(most);
        out.next_cursor = to_text(lines.back().id);
    }
    for (const auto& line : lines) {
        const bool allowed = line.outcome == account::OutgoingVerdict::allowed;
        LedgerView view{.id = to_text(line.id),
                        .at = to_rfc3339(line.at),
                        .host = line.host,
                        .feature = line.feature,
                        .purpose = line.purpose,
                        .content = line.content,
                        .allowed = allowed,
                        .bytes_sent = line.bytes_out,
                        .bytes_received = line.bytes_in};
        if (!line.actor.empty()) view.actor = line.actor;
        if (line.status != 0) view.status = line.status;
        if (!allowed) view.reason = account::refusal(line.outcome, line.host).message;
        out.items.push_back(std::move(view));
    }
    return platform::json(200, out);
}

}  // namespace

Routes privacy_routes() {
    return {
        {.method = Method::get, .path = "/api/v1/privacy", .permission = "privacy.read", .handle = get},
        {.method = Method::patch, .path = "/api/v1/privacy", .permission = "privacy.manage", .handle = patch},
        {.method = Method::get,
         .path = "/api/v1/privacy/ledger",
         .permission = "privacy.read",
         .query = platform::paged(),
         .handle = list_ledger},
    };
}

}  // namespace stratum::people
