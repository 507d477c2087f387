#pragma once

#include "stratum/account/addresses.hpp"
#include "stratum/account/call.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

/// What may leave the server for a workspace. A workspace is `strict` until an owner says otherwise.
enum class Privacy : std::uint8_t {
    strict,    ///< Nothing leaves.
    balanced,  ///< What says nothing of the music, and features (tempo, key, fingerprints); no names, no sound.
    open,      ///< Everything, to hosts that are allowed.
};
[[nodiscard]] std::string_view name_of(Privacy privacy);
[[nodiscard]] bool from_name(std::string_view name, Privacy& privacy);

/// What a request carries, from little to much.
enum class Content : std::uint8_t {
    control,   ///< Nothing of the workspace: a provider's keys, a version check.
    features,  ///< Numbers that were heard.
    data,      ///< Names, titles, people, events.
    audio,     ///< The music itself.
};
[[nodiscard]] std::string_view name_of(Content content);
[[nodiscard]] bool from_name(std::string_view name, Content& content);

/// "example.org", or "*.example.org" for all hosts below it; an `internal` host is meant to be inside (a webhook in the
/// same house).
struct AllowedHost {
    std::string host;
    bool internal = false;
};
/// What whoever runs the server opens of the network inside. A workspace can not: others may share its server, and what
/// stands in that network is not theirs.
struct InternalAccess {
    std::vector<Network> networks;   ///< Where hosts that are meant to be inside may lead.
    std::vector<std::string> hosts;  ///< Patterns of hosts that may lead inside, wherever that is.
};
/// The setting `outgoing.internal`: networks, addresses and hosts, separated by commas. Errors: `invalid_argument`.
[[nodiscard]] Result<InternalAccess> parse_internal_access(std::string_view setting);

struct OutgoingRules {
    Privacy privacy = Privacy::strict;
    std::vector<AllowedHost> hosts;
    InternalAccess inside{};
    bool any_host = false;  ///< For what the server does for itself, to where its configuration sends it.
};

struct OutgoingRequest {
    std::string host;     ///< As in the URL, without the port.
    std::string feature;  ///< Who asks: "webhooks".
    std::string purpose;  ///< Why, for people: "event tracks.created for hook 018f...".
    Content content = Content::data;
};

/// Why it may go, or not.
enum class OutgoingVerdict : std::uint8_t { allowed, privacy, host_not_allowed, no_address, internal_address };
[[nodiscard]] std::string_view name_of(OutgoingVerdict verdict);
[[nodiscard]] bool from_name(std::string_view name, OutgoingVerdict& verdict);

/// The policy, a pure function. It is asked twice: before a name is resolved (`addresses` empty: `no_address` means
/// that it may be resolved), and with what it was resolved to. All of the addresses must be allowed, and the caller
/// connects to one of exactly these without resolving again, so that a name which changes its mind gains nothing;
/// redirects are asked anew.
[[nodiscard]] OutgoingVerdict judge_outgoing(const OutgoingRules& rules, const OutgoingRequest& request,
                                             std::span<const IpAddress> addresses);
/// The error that a verdict is told as; `host` is named in it, and the setting that would change it.
[[nodiscard]] Error refusal(OutgoingVerdict verdict, std::string_view host);

[[nodiscard]] Result<OutgoingRules> outgoing_rules(store::Database& database, const Uuid& workspace);
[[nodiscard]] Result<void> set_privacy(store::Database& database, const Call& call, const Uuid& workspace,
                                       Privacy privacy);
/// Errors: `invalid_argument` for what is no host name or address.
[[nodiscard]] Result<void> allow_host(store::Database& database, const Call& call, const Uuid& workspace,
                                      const AllowedHost& host);
/// Errors: `not_found`.
[[nodiscard]] Result<void> disallow_host(store::Database& database, const Call& call, const Uuid& workspace,
                                         std::string_view host);

/// One line of the ledger: what left, to whom, why, and what was refused.
struct OutgoingRecord {
    Uuid id;
    Timestamp at;
    std::string host;
    std::string address;  ///< That was connected to; empty if none was.
    std::string feature;
    std::string purpose;
    Content content = Content::data;
    std::int64_t bytes_out = 0;
    std::int64_t bytes_in = 0;
    std::string actor{};  ///< The user whose doing it was, as an id; empty: the server's own.
    int status = 0;       ///< Of the answer; 0: none came, or none is known of.
    OutgoingVerdict outcome = OutgoingVerdict::allowed;
};
/// Written before the request goes, so that nothing leaves unseen; returns its id. `line.id`, `line.at` and
/// `line.actor` are filled in. `workspace` may be `kServer` for what the server does for itself.
[[nodiscard]] Result<Uuid> record_outgoing(store::Database& database, const Call& call, const Uuid& workspace,
                                           const OutgoingRecord& line);
/// How it ended: `address`, `bytes_out`, `bytes_in` and `status` of `line`.
[[nodiscard]] Result<void> complete_outgoing(store::Database& database, const Uuid& workspace, const Uuid& id,
                                             const OutgoingRecord& line);
/// Newest first; those older than `before`, if given; at most 1000.
[[nodiscard]] Result<std::vector<OutgoingRecord>> list_outgoing(store::Database& database, const Uuid& workspace,
                                                                std::size_t most, std::optional<Uuid> before = {});

}  // namespace stratum::account
