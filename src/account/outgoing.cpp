#include "stratum/account/outgoing.hpp"

#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::account {
namespace {

constexpr std::array<std::pair<Privacy, std::string_view>, 3> kLevels{
    {{Privacy::strict, "strict"}, {Privacy::balanced, "balanced"}, {Privacy::open, "open"}}};
constexpr std::array<std::pair<Content, std::string_view>, 4> kContents{{{Content::control, "control"},
                                                                         {Content::features, "features"},
                                                                         {Content::data, "data"},
                                                                         {Content::audio, "audio"}}};
constexpr std::array<std::pair<OutgoingVerdict, std::string_view>, 5> kVerdicts{
    {{OutgoingVerdict::allowed, "allowed"},
     {OutgoingVerdict::privacy, "privacy"},
     {OutgoingVerdict::host_not_allowed, "host_not_allowed"},
     {OutgoingVerdict::no_address, "no_address"},
     {OutgoingVerdict::internal_address, "internal_address"}}};

/// "Example.ORG." and "example.org" are one host; "[::1]" is an address.
std::string plain_host(std::string_view host) {
    if (const auto address = parse_address(host)) return to_text(*address);
    if (host.ends_with('.')) host.remove_suffix(1);
    return to_lower(host);
}

bool covers(std::string_view pattern, std::string_view host) {
    if (!pattern.starts_with("*.")) return pattern == host;
    const std::string_view below = pattern.substr(1);  // ".example.org"
    return host.size() > below.size() && host.ends_with(below);
}

bool is_host(std::string_view host) {
    if (parse_address(host)) return true;
    if (host.starts_with("*.")) host.remove_prefix(2);
    if (host.empty() || host.size() > 253 || host.back() == '.') return false;
    // A last label of digits would be read as an address by some.
    const std::string_view last = host.substr(host.rfind('.') == std::string_view::npos ? 0 : host.rfind('.') + 1);
    if (std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; })) return false;
    for (const std::string_view label : split(host, '.')) {
        const bool plain = std::ranges::all_of(
            label, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; });
        if (label.empty() || label.size() > 63 || !plain || label.front() == '-' || label.back() == '-') return false;
    }
    return true;
}

bool may_carry(Privacy privacy, Content content) {
    switch (privacy) {
        case Privacy::open:
            return true;
        case Privacy::balanced:
            return content == Content::control || content == Content::features;
        case Privacy::strict:
            break;
    }
    return false;
}

}  // namespace

std::string_view name_of(Privacy privacy) { return find_name(kLevels, privacy); }
bool from_name(std::string_view name, Privacy& privacy) { return find_name(kLevels, name, privacy); }
std::string_view name_of(Content content) { return find_name(kContents, content); }
bool from_name(std::string_view name, Content& content) { return find_name(kContents, name, content); }
std::string_view name_of(OutgoingVerdict verdict) { return find_name(kVerdicts, verdict); }
bool from_name(std::string_view name, OutgoingVerdict& verdict) { return find_name(kVerdicts, name, verdict); }

Result<InternalAccess> parse_internal_access(std::string_view setting) {
    InternalAccess out;
    for (const auto part : split(setting, ',')) {
        const std::string_view entry = trim(part);
        if (entry.empty()) continue;
        if (const auto network = parse_network(entry))
            out.networks.push_back(*network);
        else if (const std::string host = plain_host(entry); is_host(host))
            out.hosts.push_back(host);
        else
            return error(
                ErrorCode::invalid_argument,
                "outgoing.internal has \"" + valid_utf8(entry.substr(0, 253)) + "\", which is no network or host",
                "write it as in: 10.0.0.0/8, 192.168.1.5, hooks.example.org");
    }
    return out;
}

OutgoingVerdict judge_outgoing(const OutgoingRules& rules, const OutgoingRequest& request,
                               std::span<const IpAddress> addresses) {
    if (!may_carry(rules.privacy, request.content)) return OutgoingVerdict::privacy;
    const std::string host = plain_host(request.host);
    bool allowed = rules.any_host;
    bool internal = rules.any_host;
    for (const AllowedHost& known : rules.hosts) {
        if (!covers(known.host, host)) continue;
        allowed = true;
        internal = internal || known.internal;
    }
    if (!allowed) return OutgoingVerdict::host_not_allowed;
    if (addresses.empty()) return OutgoingVerdict::no_address;
    const bool opened = std::ranges::any_of(rules.inside.hosts, [&](const auto& known) { return covers(known, host); });
    const auto closed = [&](const IpAddress& address) {
        if (opened || classify(address) == AddressKind::public_) return false;
        return !internal || std::ranges::none_of(rules.inside.networks,
                                                 [&](const Network& network) { return network.contains(address); });
    };
    return std::ranges::any_of(addresses, closed) ? OutgoingVerdict::internal_address : OutgoingVerdict::allowed;
}

Error refusal(OutgoingVerdict verdict, std::string_view host) {
    const std::string name = valid_utf8(host.substr(0, 253));
    switch (verdict) {
        case OutgoingVerdict::privacy:
            return error(ErrorCode::permission_denied, "the workspace's privacy level keeps this from leaving",
                         "an owner can choose another level in Settings, Privacy (level)");
        case OutgoingVerdict::host_not_allowed:
            return error(ErrorCode::permission_denied, "nothing may be sent to " + name,
                         "an owner can allow the host in Settings, Privacy (allowed_hosts)");
        case OutgoingVerdict::no_address:
            return error(ErrorCode::not_found, name + " has no address", "see that the name is right");
        case OutgoingVerdict::internal_address:
            return error(ErrorCode::permission_denied, name + " leads to an address inside the network",
                         "whoever runs the server can open it with outgoing.internal in the configuration");
        case OutgoingVerdict::allowed:
            break;
    }
    return error(ErrorCode::internal, "a request that is allowed was refused");
}

Result<OutgoingRules> outgoing_rules(store::Database& database, const Uuid& workspace) {
    OutgoingRules out;
    STRATUM_TRY(const auto row, database.query_one("SELECT privacy FROM workspace_settings WHERE workspace_id = $1",
                                                   {workspace.bytes}));
    if (row && !from_name(row->text(0), out.privacy)) out.privacy = Privacy::strict;
    STRATUM_TRY_VOID(database.each("SELECT host, internal FROM outgoing_hosts WHERE workspace_id = $1 ORDER BY host",
                                   {workspace.bytes}, [&](const store::Row& line) -> Result<void> {
                                       out.hosts.push_back({line.text(0), line.integer(1) != 0});
                                       return {};
                                   }));
    return out;
}

Result<void> set_privacy(store::Database& database, const Call& call, const Uuid& workspace, Privacy privacy) {
    STRATUM_TRY_VOID(
        database.execute("INSERT INTO workspace_settings (workspace_id, privacy) VALUES ($1, $2) ON CONFLICT "
                         "(workspace_id) DO UPDATE SET privacy = excluded.privacy",
                         {workspace.bytes, name_of(privacy)}));
    return record(database, call, workspace,
                  {.action = "privacy.changed",
                   .subject = subject_of("workspace", workspace),
                   .details = {{"to", std::string{name_of(privacy)}}}});
}

Result<void> allow_host(store::Database& database, const Call& call, const Uuid& workspace, const AllowedHost& host) {
    const std::string name = plain_host(trim(host.host));
    if (!is_host(name))
        return error(ErrorCode::invalid_argument, "this is no name of a host",
                     "it looks like example.org or *.example.org, without a scheme, port or path");
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO outgoing_hosts (workspace_id, host, internal, added_at) VALUES ($1, $2, $3, $4) ON CONFLICT "
        "(workspace_id, host) DO UPDATE SET internal = excluded.internal",
        {workspace.bytes, name, host.internal ? 1 : 0, call.now.milliseconds}));
    return record(database, call, workspace,
                  {.action = "outgoing.host_allowed",
                   .subject = "host:" + name,
                   .details = {{"internal", host.internal ? "yes" : "no"}}});
}

Result<void> disallow_host(store::Database& database, const Call& call, const Uuid& workspace, std::string_view host) {
    const std::string name = plain_host(trim(host));
    std::int64_t gone = 0;
    if (is_host(name)) {
        STRATUM_TRY(gone, database.execute("DELETE FROM outgoing_hosts WHERE workspace_id = $1 AND host = $2",
                                           {workspace.bytes, name}));
    }
    if (gone == 0) return error(ErrorCode::not_found, "this host is not on the list");
    return record(database, call, workspace, {.action = "outgoing.host_removed", .subject = "host:" + name});
}

Result<Uuid> record_outgoing(store::Database& database, const Call& call, const Uuid& workspace,
                             const OutgoingRecord& line) {
    const Uuid id = call.ids.next();
    const std::string actor = call.actor.user == Uuid{} ? std::string{} : to_text(call.actor.user);
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO outgoing_ledger (workspace_id, id, at, host, address, feature, purpose, content, bytes_out, "
        "bytes_in, outcome, actor, status) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        {workspace.bytes, id.bytes, call.now.milliseconds, valid_utf8(line.host), line.address, line.feature,
         line.purpose, name_of(line.content), line.bytes_out, line.bytes_in, name_of(line.outcome), actor,
         line.status}));
    return id;
}

Result<void> complete_outgoing(store::Database& database, const Uuid& workspace, const Uuid& id,
                               const OutgoingRecord& line) {
    STRATUM_TRY_VOID(
        database.execute("UPDATE outgoing_ledger SET address = $3, bytes_out = $4, bytes_in = $5, status = $6 WHERE "
                         "workspace_id = $1 AND id = $2",
                         {workspace.bytes, id.bytes, line.address, line.bytes_out, line.bytes_in, line.status}));
    return {};
}

Result<std::vector<OutgoingRecord>> list_outgoing(store::Database& database, const Uuid& workspace, std::size_t most,
                                                  std::optional<Uuid> before) {
    Uuid last;
    last.bytes.fill(0xff);
    std::vector<OutgoingRecord> out;
    STRATUM_TRY_VOID(
        database.each("SELECT id, at, host, address, feature, purpose, content, bytes_out, bytes_in, outcome, actor, "
                      "status FROM outgoing_ledger WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
                      {workspace.bytes, before.value_or(last).bytes, std::min<std::size_t>(most, 1000)},
                      [&](const store::Row& row) -> Result<void> {
                          OutgoingRecord line{uuid_at(row, 0),
                                              time_at(row, 1),
                                              row.text(2),
                                              row.text(3),
                                              row.text(4),
                                              row.text(5),
                                              Content::audio,
                                              row.integer(7),
                                              row.integer(8),
                                              row.text(10),
                                              static_cast<int>(row.integer(11)),
                                              {}};
                          (void)from_name(row.text(6), line.content);
                          (void)from_name(row.text(9), line.outcome);
                          out.push_back(std::move(line));
                          return {};
                      }));
    return out;
}

}  // namespace stratum::account
