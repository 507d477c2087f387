#pragma once

#include "stratum/account/call.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stratum::account {

/// The workspace under which entries about the whole server stand: users, logins, server settings.
inline constexpr Uuid kServer{};

/// Names and values, kept in their order; written as a JSON object of texts.
using Facts = std::vector<std::pair<std::string_view, std::string>>;

/// What was done. `details` may hold ids, roles and the like; names, addresses and everything else that is somebody's
/// own belongs into `personal`, which can be erased later without breaking the chain. No secrets in either.
struct AuditEvent {
    std::string_view action;  ///< "member.role_changed": what, in the past.
    std::string subject;      ///< "user:018f...": to what.
    Facts details;
    Facts personal;  ///< The client's address is added by itself.
};

/// Writes an entry in the transaction of the change. Entries are sealed into the hash chain later, in batches (see
/// `audit_chain.hpp`), so that writers do not wait for each other.
[[nodiscard]] Result<void> record(store::Database& database, const Call& call, const Uuid& workspace,
                                  const AuditEvent& event);

/// An entry as people read it.
struct AuditEntry {
    Uuid id;
    Timestamp at;
    std::string actor_kind;
    Uuid actor;  ///< The user, or zeros; stays when the user is erased, and then names nobody.
    std::string action;
    std::string subject;
    std::string details;                   ///< A JSON object.
    std::optional<std::string> personal;   ///< A JSON object; nothing when it was erased.
    std::optional<std::int64_t> position;  ///< Place in the chain, from 1; nothing until it is sealed.
    std::string hash;                      ///< Hexadecimal; empty until it is sealed.
};
/// Which entries; all that is given must hold.
struct AuditFilter {
    std::optional<Uuid> actor{};
    std::string action{};  ///< A name, or the beginning of one and ".*": "key.*"; empty: all.
    std::optional<Timestamp> since{};
    std::optional<Timestamp> until{};  ///< Not this moment itself.
};
/// The newest entries first; those older than `before`, if given. At most 1000 at a time.
[[nodiscard]] Result<std::vector<AuditEntry>> list_audit(store::Database& database, const Uuid& workspace,
                                                         std::size_t most, std::optional<Uuid> before = {},
                                                         const AuditFilter& filter = {});

/// "user:018f..." and the like.
[[nodiscard]] std::string subject_of(std::string_view kind, const Uuid& id);

}  // namespace stratum::account
