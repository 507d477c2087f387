#pragma once

#include "stratum/base/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

/// What kind of thing a permission allows. Built-in roles are sets of tags, so that a room which declares a permission
/// never names a role.
enum class Tag : std::uint8_t {
    read,        ///< Look at the workspace's music and what belongs to it.
    contribute,  ///< Everyday changes: upload, edit, lists.
    analyse,     ///< Ask for analyses and correct them.
    manage,      ///< People, roles, keys, webhooks, settings.
    own,         ///< What only an owner may: delete or hand over the workspace.
    audit,       ///< Read what was done, by whom, and what left the server.
};

/// One permission, declared as data by the room or feature whose routes ask for it.
struct PermissionInfo {
    std::string_view name;    ///< "tracks.read": letters, digits and underscores around one point at least.
    std::string_view allows;  ///< "look at tracks and listen to them": completes "X may ...".
    Tag tag;
    /// Asks for a person who proved lately that it is them; an API key can not.
    bool dangerous = false;
};

/// All permissions that exist. Immutable after construction; may be read from any thread.
class PermissionCatalogue {
  public:
    /// Errors: `invalid_argument` for a name that is malformed or declared twice.
    static Result<PermissionCatalogue> make(std::span<const PermissionInfo> permissions);
    /// Null when there is none of this name.
    [[nodiscard]] const PermissionInfo* find(std::string_view name) const;
    [[nodiscard]] std::span<const PermissionInfo> all() const { return permissions_; }

  private:
    std::vector<PermissionInfo> permissions_;  ///< Ordered by name.
};

/// What this room's own functions are called under; the catalogue of a server holds these and those of all features.
[[nodiscard]] std::span<const PermissionInfo> account_permissions();

/// viewer: read. member: and contribute. analyst: and analyse. auditor: read, audit. admin: all but own. owner: all.
struct BuiltInRole {
    std::string_view name;
    std::string_view description;
    std::span<const Tag> tags;
};
[[nodiscard]] std::span<const BuiltInRole> built_in_roles();
/// Null for custom roles.
[[nodiscard]] const BuiltInRole* find_built_in_role(std::string_view name);
[[nodiscard]] bool holds(const BuiltInRole& role, const PermissionInfo& permission);

}  // namespace stratum::account
