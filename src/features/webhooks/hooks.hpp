#pragma once

#include "deliveries.hpp"
#include "stratum/crypto/secret_box.hpp"
#include "stratum/platform/call.hpp"
#include "stratum/platform/personal.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The rows of webhooks. All of it runs in the caller's transaction. Errors: those of `Database`.
namespace stratum::webhooks {

struct Hook {
    Uuid workspace;
    Uuid id;
    std::string url;
    std::optional<std::string> description{};
    std::vector<std::string> events{};  ///< Patterns: "track.added", "track.*", "*".
    bool enabled = true;
    std::optional<std::string> disabled_reason{};  ///< Why the server turned it off.
    Bytes secret{};                                ///< Sealed, as is the next.
    Bytes old_secret{};
    std::optional<Timestamp> old_until{};
    std::int64_t version = 1;
    Timestamp created_at{};
    std::optional<Uuid> created_by{};  ///< The user. Written once, and read for `write_personal` alone.
    std::optional<Timestamp> last_delivery_at{};
    std::optional<DeliveryState> last_state{};
    int failures = 0;  ///< Since the last success, in a row.
    std::optional<Timestamp> failing_since{};
    Timestamp not_before{};  ///< A receiver that fails is left alone until then.
    std::optional<Uuid> send_job{};
};

inline constexpr std::size_t kMostHooks = 100;  ///< In a workspace.

[[nodiscard]] Result<std::optional<Hook>> find_hook(store::Database& database, const Uuid& workspace, const Uuid& id);
/// Newest first.
[[nodiscard]] Result<std::vector<Hook>> list_hooks(store::Database& database, const Uuid& workspace);
[[nodiscard]] Result<void> insert_hook(store::Database& database, const Hook& hook);
/// All but what never changes (workspace, id, created_at, created_by).
[[nodiscard]] Result<void> update_hook(store::Database& database, const Hook& hook);
/// With its deliveries.
[[nodiscard]] Result<void> delete_hook(store::Database& database, const Hook& hook);
/// Reads it, and keeps others from changing it until the transaction ends.
[[nodiscard]] Result<std::optional<Hook>> lock_hook(store::Database& database, const Uuid& workspace, const Uuid& id);

/// Turns it off by the server's own doing: with an entry in the audit log and an event `webhook.disabled`.
[[nodiscard]] Result<void> turn_off(store::Database& database, const platform::Services& services, Hook& hook,
                                    std::string reason);

/// For `platform::PersonalPart`: the webhooks of the person's own workspaces, and those made by the person.
[[nodiscard]] Result<void> write_personal(store::Database& database, const platform::Person& person, JsonWriter& w);
[[nodiscard]] Result<void> forget_maker(store::Database& database, const Uuid& user);

/// Secrets are sealed for one webhook.
[[nodiscard]] Bytes seal_secret(const crypto::BoxKey& key, const Uuid& hook, std::span<const std::uint8_t> secret);
[[nodiscard]] Result<Bytes> open_secret(const crypto::BoxKey& key, const Uuid& hook, const Bytes& box);
/// `webhook-signature`: by the secret, and by the old one while that counts.
[[nodiscard]] Result<std::string> signatures(const crypto::BoxKey& key, const Hook& hook, std::string_view message,
                                             Timestamp time, std::string_view body);

}  // namespace stratum::webhooks
