#include "stratum/account/permissions.hpp"

#include <algorithm>
#include <array>

namespace stratum::account {
namespace {

constexpr std::array kViewer{Tag::read};
constexpr std::array kMember{Tag::read, Tag::contribute};
constexpr std::array kAnalyst{Tag::read, Tag::contribute, Tag::analyse};
constexpr std::array kAuditor{Tag::read, Tag::audit};
constexpr std::array kAdmin{Tag::read, Tag::contribute, Tag::analyse, Tag::manage, Tag::audit};
constexpr std::array kOwner{Tag::read, Tag::contribute, Tag::analyse, Tag::manage, Tag::audit, Tag::own};

constexpr std::array<BuiltInRole, 6> kRoles{{
    {"owner", "everything, including to delete the workspace and to hand it over", kOwner},
    {"admin", "everything but what only owners may", kAdmin},
    {"analyst", "look, listen, change, analyse and correct", kAnalyst},
    {"member", "look, listen and change", kMember},
    {"viewer", "look and listen", kViewer},
    {"auditor", "look, and read who did what and what left the server", kAuditor},
}};

constexpr std::array<PermissionInfo, 9> kOwn{{
    {"people.read", "see the workspace's members and roles, and why somebody may do something", Tag::read},
    {"people.manage", "invite people, change their roles and remove them", Tag::manage},
    {"workspace.manage", "rename the workspace", Tag::manage},
    {"workspace.delete", "delete the workspace", Tag::own, true},
    {"roles.manage", "make, change and delete custom roles", Tag::manage, true},
    {"keys.manage", "make, see and revoke API keys", Tag::manage},
    {"audit.read", "read who did what, export it and verify it", Tag::audit},
    {"privacy.read", "read what may leave the server, and what left it", Tag::audit},
    {"privacy.manage", "choose what may leave the server, and to which hosts", Tag::own, true},
}};

bool is_name(std::string_view name) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    };
    return name.size() <= 100 && std::ranges::all_of(name, is_letter) && name.find('.') != std::string_view::npos &&
           name.front() != '.' && name.back() != '.' && name.find("..") == std::string_view::npos;
}

}  // namespace

Result<PermissionCatalogue> PermissionCatalogue::make(std::span<const PermissionInfo> permissions) {
    PermissionCatalogue out;
    out.permissions_.assign(permissions.begin(), permissions.end());
    std::ranges::sort(out.permissions_, {}, &PermissionInfo::name);
    for (std::size_t i = 0; i < out.permissions_.size(); ++i) {
        const std::string name{out.permissions_[i].name};
        if (!is_name(name)) return error(ErrorCode::invalid_argument, "'" + name + "' is no name of a permission");
        if (i > 0 && out.permissions_[i - 1].name == name)
            return error(ErrorCode::invalid_argument, "the permission " + name + " is declared twice");
    }
    return out;
}

const PermissionInfo* PermissionCatalogue::find(std::string_view name) const {
    const auto found = std::ranges::lower_bound(permissions_, name, {}, &PermissionInfo::name);
    return found != permissions_.end() && found->name == name ? &*found : nullptr;
}

std::span<const PermissionInfo> account_permissions() { return kOwn; }

std::span<const BuiltInRole> built_in_roles() { return kRoles; }

const BuiltInRole* find_built_in_role(std::string_view name) {
    const auto found = std::ranges::find(kRoles, name, &BuiltInRole::name);
    return found != kRoles.end() ? &*found : nullptr;
}

bool holds(const BuiltInRole& role, const PermissionInfo& permission) {
    return std::ranges::find(role.tags, permission.tag) != role.tags.end();
}

}  // namespace stratum::account
