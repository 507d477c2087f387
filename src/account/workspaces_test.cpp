#include "stratum/account/workspaces.hpp"

#include "stratum/account/audit.hpp"
#include "stratum/store/pool.hpp"
#include "test_account.hpp"

#include <algorithm>
#include <thread>

namespace stratum::account {
namespace {

class Workspaces : public AccountTest {};

TEST_P(Workspaces, BelongToWhoMadeThem) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("Studio", ann);
    const auto list = list_workspaces(db(), ann);
    ASSERT_OK(list);
    ASSERT_EQ(list->size(), 1U);
    EXPECT_EQ(list->front().id, workspace);
    EXPECT_EQ(list->front().name, "Studio");
    EXPECT_EQ(list->front().role, "owner");
    EXPECT_TRUE(list_workspaces(db(), make_user("bob"))->empty());
    EXPECT_CODE(ErrorCode::invalid_argument, create_workspace(db(), as_user(ann), " ", ann));
    EXPECT_CODE(ErrorCode::invalid_argument, create_workspace(db(), as_user(ann), std::string(201, 'x'), ann));
    EXPECT_CODE(ErrorCode::invalid_argument, create_workspace(db(), as_user(ann), "a\nb", ann));
    ASSERT_OK(rename_workspace(db(), as_user(ann), workspace, "Label"));
    EXPECT_EQ(list_workspaces(db(), ann)->front().name, "Label");
    EXPECT_CODE(ErrorCode::not_found, rename_workspace(db(), as_user(ann), ids_.next(), "x"));
}

TEST_P(Workspaces, CloseAndLeaveNobodyInside) {
    const Uuid ann = make_user("ann");
    const Uuid own = make_workspace("one", ann);
    clock_.advance(Seconds{1.0});
    const Uuid other = make_workspace("two", ann);
    const Uuid bob = make_member("bob", other, "viewer");
    EXPECT_CODE(ErrorCode::invalid_argument, close_workspace(db(), as_user(ann), own));
    EXPECT_CODE(ErrorCode::not_found, close_workspace(db(), as_user(ann), ids_.next()));
    ASSERT_OK(close_workspace(db(), as_user(ann), other));
    EXPECT_TRUE(list_workspaces(db(), bob)->empty());
    ASSERT_EQ(list_workspaces(db(), ann)->size(), 1U);
    EXPECT_EQ(list_workspaces(db(), ann)->front().id, own);
    EXPECT_EQ(count("audit_entries WHERE action = 'workspace.deleted'"), 1);
    EXPECT_EQ(count("events WHERE kind = 'member.removed'"), 2);
}

TEST_P(Workspaces, KeepAnOwner) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("one", ann);
    EXPECT_CODE(ErrorCode::invalid_argument, change_role(db(), as_user(ann), workspace, ann, "admin"));
    EXPECT_CODE(ErrorCode::invalid_argument, remove_member(db(), as_user(ann), workspace, ann));
    EXPECT_CODE(ErrorCode::invalid_argument, lock_user(db(), as_system(), ann));
    const Uuid bob = make_member("bob", workspace, "owner");
    // A locked owner could not help, so the other one stays.
    ASSERT_OK(lock_user(db(), as_system(), bob));
    EXPECT_CODE(ErrorCode::invalid_argument, remove_member(db(), as_user(ann), workspace, ann));
    ASSERT_OK(unlock_user(db(), as_system(), bob));
    ASSERT_OK(remove_member(db(), as_user(ann), workspace, ann));
    EXPECT_CODE(ErrorCode::invalid_argument, remove_member(db(), as_user(bob), workspace, bob));
}

TEST_P(Workspaces, KeepAnOwnerWhenTwoLeaveAtTheSameMoment) {
    const auto pool = std::move(store::Pool::open({.place = place(), .connections = 2}).value());
    for (int round = 0; round < 5; ++round) {
        const std::string number = std::to_string(round);
        const Uuid ann = make_user("ann" + number);
        const Uuid workspace = make_workspace("one", ann);
        const Uuid bob = make_member("bob" + number, workspace, "owner");
        std::array<std::string, 2> outcome;
        const auto leave = [&](const Uuid& user, std::string& out) {
            const auto left = store::in_transaction(*pool, [&](store::Database& database) {
                return remove_member(database, as_user(user), workspace, user);
            });
            out = left ? "left" : std::string{name_of(left.error().code)};
        };
        {
            const std::jthread one{[&] { leave(ann, outcome[0]); }};
            const std::jthread two{[&] { leave(bob, outcome[1]); }};
        }
        std::ranges::sort(outcome);
        EXPECT_EQ(outcome[0], "invalid_argument");
        EXPECT_EQ(outcome[1], "left");
        EXPECT_EQ(list_members(db(), workspace)->size(), 1U);
    }
}

TEST_P(Workspaces, NobodyGrantsOrTakesWhatTheyDoNotHave) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("one", ann);
    const Uuid admin = make_member("admin", workspace, "admin");
    const Uuid member = make_member("member", workspace, "member");
    const Uuid eve = make_user("eve");
    EXPECT_CODE(ErrorCode::permission_denied, add_member(db(), as_user(admin), workspace, eve, "owner"));
    EXPECT_CODE(ErrorCode::permission_denied, change_role(db(), as_user(admin), workspace, admin, "owner"));
    EXPECT_CODE(ErrorCode::permission_denied, change_role(db(), as_user(admin), workspace, ann, "viewer"));
    EXPECT_CODE(ErrorCode::permission_denied, remove_member(db(), as_user(admin), workspace, ann));
    EXPECT_CODE(ErrorCode::permission_denied, add_member(db(), as_user(member), workspace, eve, "analyst"));
    // Somebody from elsewhere grants nothing at all.
    make_workspace("two", eve);
    EXPECT_CODE(ErrorCode::permission_denied, add_member(db(), as_user(eve), workspace, eve, "viewer"));
    EXPECT_EQ(role_of(db(), workspace, eve).value(), std::nullopt);
    ASSERT_OK(add_member(db(), as_user(admin), workspace, eve, "admin"));
    EXPECT_CODE(ErrorCode::already_exists, add_member(db(), as_user(admin), workspace, eve, "viewer"));
    EXPECT_CODE(ErrorCode::not_found, add_member(db(), as_user(admin), workspace, ids_.next(), "viewer"));
    EXPECT_CODE(ErrorCode::not_found, add_member(db(), as_user(admin), workspace, make_user("joe"), "boss"));
    EXPECT_CODE(ErrorCode::not_found, add_member(db(), as_user(admin), workspace, eve, std::string_view{"a\0b", 3}));
    EXPECT_CODE(ErrorCode::not_found, add_member(db(), as_user(admin), workspace, eve, "\xff"));
    EXPECT_CODE(ErrorCode::not_found, change_role(db(), as_user(admin), workspace, ids_.next(), "viewer"));
    ASSERT_OK(remove_member(db(), as_user(member), workspace, member));  // leaving is everybody's right
}

TEST_P(Workspaces, ChangesOfMembersAreAudited) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("one", ann);
    const Uuid bob = make_user("bob");
    ASSERT_OK(add_member(db(), as_user(ann), workspace, bob, "viewer"));
    ASSERT_OK(change_role(db(), as_user(ann), workspace, bob, "member"));
    ASSERT_OK(remove_member(db(), as_user(ann), workspace, bob));
    const auto entries = list_audit(db(), workspace, 10);
    ASSERT_OK(entries);
    ASSERT_EQ(entries->size(), 4U);  // the workspace's own beginning is the oldest
    EXPECT_EQ((*entries)[0].action, "member.removed");
    EXPECT_EQ((*entries)[1].action, "member.role_changed");
    EXPECT_EQ((*entries)[1].details, R"({"from":"viewer","to":"member"})");
    EXPECT_EQ((*entries)[1].actor, ann);
    EXPECT_EQ((*entries)[1].actor_kind, "session");
    EXPECT_EQ((*entries)[1].subject, "user:" + to_text(bob));
    EXPECT_EQ((*entries)[1].personal, R"({"address":"192.0.2.7"})");
    EXPECT_EQ((*entries)[1].position, std::nullopt);
    EXPECT_EQ((*entries)[2].action, "member.added");
    const auto older = list_audit(db(), workspace, 10, (*entries)[2].id);
    ASSERT_EQ(older->size(), 1U);
    EXPECT_EQ(older->front().action, "workspace.created");
}

TEST_P(Workspaces, TellWhoComesAndGoes) {
    const Uuid ann = make_user("ann");
    const Uuid bob = make_user("bob");
    const Uuid workspace = make_workspace("one", ann);
    ASSERT_OK(add_member(db(), as_user(ann), workspace, bob, "viewer"));
    ASSERT_OK(change_role(db(), as_user(ann), workspace, bob, "member"));
    ASSERT_OK(remove_member(db(), as_user(ann), workspace, bob));
    const std::string whom = " " + to_text(bob) + " " + to_text(ann);
    EXPECT_EQ(told(workspace), (std::vector{"member.added" + whom, "member.updated" + whom, "member.removed" + whom}));
}

STRATUM_ON_EVERY_ENGINE(Workspaces);

}  // namespace
}  // namespace stratum::account
