#include "stratum/account/permissions.hpp"

#include <array>
#include <gtest/gtest.h>
#include <set>

namespace stratum::account {
namespace {

TEST(PermissionCatalogue, FindsWhatWasDeclared) {
    const auto catalogue = PermissionCatalogue::make(account_permissions());
    ASSERT_TRUE(catalogue) << catalogue.error().text();
    for (const auto& permission : account_permissions()) {
        ASSERT_NE(catalogue->find(permission.name), nullptr) << permission.name;
        EXPECT_EQ(catalogue->find(permission.name)->allows, permission.allows);
        EXPECT_FALSE(permission.allows.empty());
    }
    EXPECT_EQ(catalogue->find("members"), nullptr);
    EXPECT_EQ(catalogue->find(""), nullptr);
    EXPECT_EQ(catalogue->all().size(), account_permissions().size());
}

TEST(PermissionCatalogue, RefusesDoubledAndMalformedNames) {
    const auto code_of = [](std::string_view name) {
        const std::array<PermissionInfo, 2> two{{{"tracks.read", "x", Tag::read}, {name, "y", Tag::read}}};
        const auto made = PermissionCatalogue::make(two);
        return made ? std::string{"accepted"} : std::string{name_of(made.error().code)};
    };
    EXPECT_EQ(code_of("tracks.write"), "accepted");
    for (const char* name : {"tracks.read", "", "tracks", ".read", "tracks.", "a..b", "Tracks.read", "tracks read.x"})
        EXPECT_EQ(code_of(name), "invalid_argument") << name;
}

TEST(BuiltInRoles, AreSetsOfTags) {
    const auto holds_tag = [](std::string_view role, Tag tag) {
        return holds(*find_built_in_role(role), {"a.b", "c", tag});
    };
    const std::array<Tag, 6> tags{Tag::read, Tag::contribute, Tag::analyse, Tag::manage, Tag::audit, Tag::own};
    const auto all_of = [&](std::string_view role) {
        std::string out;
        for (const Tag tag : tags) out += holds_tag(role, tag) ? '1' : '0';
        return out;
    };
    EXPECT_EQ(all_of("viewer"), "100000");
    EXPECT_EQ(all_of("member"), "110000");
    EXPECT_EQ(all_of("analyst"), "111000");
    EXPECT_EQ(all_of("auditor"), "100010");
    EXPECT_EQ(all_of("admin"), "111110");
    EXPECT_EQ(all_of("owner"), "111111");
    EXPECT_EQ(find_built_in_role("Owner"), nullptr);
    EXPECT_EQ(find_built_in_role(""), nullptr);
}

}  // namespace
}  // namespace stratum::account
