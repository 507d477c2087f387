#pragma once

/// An empty database of every engine with the schema of this room, and people in it, for the tests of this room.

#include "stratum/account/call.hpp"
#include "stratum/account/schema.hpp"
#include "stratum/account/users.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/store/database.hpp"
#include "stratum/store/events/events.hpp"
#include "stratum/store/migrations.hpp"
#include "stratum/store/test_engines.hpp"

#include <array>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace stratum::account {

/// Permissions of a feature that might join, one of each tag.
inline constexpr std::array<PermissionInfo, 4> kTestPermissions{{
    {"tracks.read", "look at tracks and listen to them", Tag::read},
    {"tracks.write", "upload and change tracks", Tag::contribute},
    {"tracks.purge", "empty the bin for good", Tag::manage, true},
    {"analyses.request", "ask for analyses", Tag::analyse},
}};

inline std::vector<PermissionInfo> all_test_permissions() {
    std::vector<PermissionInfo> all(kTestPermissions.begin(), kTestPermissions.end());
    all.insert(all.end(), account_permissions().begin(), account_permissions().end());
    return all;
}

#define ASSERT_OK(...)                                                     \
    do {                                                                   \
        const auto& stratum_result = (__VA_ARGS__);                        \
        ASSERT_TRUE(stratum_result.ok()) << stratum_result.error().text(); \
    } while (false)
#define EXPECT_CODE(expected, ...)                                                             \
    do {                                                                                       \
        const auto& stratum_result = (__VA_ARGS__);                                            \
        EXPECT_FALSE(stratum_result.ok());                                                     \
        if (!stratum_result.ok()) {                                                            \
            EXPECT_EQ(stratum_result.error().code, expected) << stratum_result.error().text(); \
            EXPECT_FALSE(stratum_result.error().message.empty());                              \
        }                                                                                      \
    } while (false)

class AccountTest : public store::OnEveryEngine {
  protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        database_ = open();
        ASSERT_OK(store::migrate(*database_, std::array{schema(), store::events_schema()}, clock_));
        policy_.password_cost = {.passes = 1, .memory = 8192};  // tests hash often; the cost has its own test
        policy_.base_url = "https://stratum.example";
    }
    /// What was told to those who follow events: name, whom it is about, and whose doing it was.
    std::vector<std::string> told(const Uuid& workspace) {
        std::vector<std::string> out;
        EXPECT_TRUE(
            database_->each("SELECT kind, subject, actor, payload FROM events WHERE workspace_id = $1 ORDER BY id",
                            {workspace.bytes}, [&](const store::Row& row) -> Result<void> {
                                EXPECT_EQ(row.text(3), R"({"user_id":")" + row.text(1) + "\"}");
                                out.push_back(row.text(0) + " " + row.text(1) + " " + row.text(2));
                                return {};
                            }));
        return out;
    }
    void TearDown() override {
        database_.reset();
        OnEveryEngine::TearDown();
    }

    store::Database& db() { return *database_; }
    Call as(const Actor& actor) { return {actor, "192.0.2.7", clock_.now(), ids_, permissions_, policy_}; }
    Call as_system() { return as(system_actor()); }
    /// A person who has just logged in, without the row of a session.
    Actor actor_of(const Uuid& user) {
        return {.kind = ActorKind::session, .user = user, .fresh_until = Timestamp{clock_.now().milliseconds + 60000}};
    }
    Call as_user(const Uuid& user) { return as(actor_of(user)); }

    Uuid make_user(const std::string& name) {
        return create_user(db(), as_system(), {.email = name + "@example.org", .name = name, .email_verified = true})
            .value();
    }
    Uuid make_workspace(const std::string& name, const Uuid& owner) {
        return create_workspace(db(), as_system(), name, owner).value();
    }
    Uuid make_member(const std::string& name, const Uuid& workspace, std::string_view role) {
        const Uuid user = make_user(name);
        EXPECT_TRUE(add_member(db(), as_system(), workspace, user, role).ok());
        return user;
    }
    std::int64_t count(std::string_view from) {
        return db().query_one("SELECT count(*) FROM " + std::string{from}).value()->integer(0);
    }

    ManualClock clock_{Timestamp{1'790'000'000'000}};
    IdSource ids_{clock_};
    PermissionCatalogue permissions_ = PermissionCatalogue::make(all_test_permissions()).value();
    Policy policy_;
    std::unique_ptr<store::Database> database_;
};

}  // namespace stratum::account
