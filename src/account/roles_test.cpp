#include "stratum/account/roles.hpp"

#include "stratum/account/workspaces.hpp"
#include "test_account.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace stratum::account {
namespace {

class Roles : public AccountTest {
  protected:
    void SetUp() override {
        AccountTest::SetUp();
        if (IsSkipped()) return;
        ann_ = make_user("ann");
        workspace_ = make_workspace("one", ann_);
    }
    Uuid ann_;
    Uuid workspace_;
};

TEST_P(Roles, OfAWorkspaceAreSetsOfPermissions) {
    ASSERT_OK(
        save_role(db(), as_user(ann_), workspace_, "dj", "plays", {"tracks.write", "tracks.read", "tracks.read"}));
    const Uuid bob = make_member("bob", workspace_, "dj");
    auto roles = list_roles(db(), permissions_, workspace_);
    ASSERT_OK(roles);
    ASSERT_EQ(roles->size(), 7U);
    EXPECT_EQ(roles->back().name, "dj");
    EXPECT_EQ(roles->back().description, "plays");
    EXPECT_THAT(roles->back().permissions, testing::ElementsAre("tracks.read", "tracks.write"));
    EXPECT_EQ(roles->back().members, 1);
    EXPECT_TRUE(roles->front().built_in);
    EXPECT_EQ(roles->front().permissions.size(), permissions_.all().size());
    EXPECT_THAT(permissions_of(db(), permissions_, actor_of(bob), workspace_, clock_.now()).value(),
                testing::ElementsAre("tracks.read", "tracks.write"));
    // What is saved again is replaced.
    ASSERT_OK(save_role(db(), as_user(ann_), workspace_, "dj", "", {"tracks.read"}));
    EXPECT_THAT(permissions_of(db(), permissions_, actor_of(bob), workspace_, clock_.now()).value(),
                testing::ElementsAre("tracks.read"));
}

TEST_P(Roles, RefuseWhatTheyCanNotHold) {
    for (const char* name : {"", "owner", "viewer", "DJ", "a b", "a.b"})
        EXPECT_CODE(ErrorCode::invalid_argument, save_role(db(), as_user(ann_), workspace_, name, "", {}));
    EXPECT_CODE(ErrorCode::invalid_argument, save_role(db(), as_user(ann_), workspace_, "dj", "", {"tracks.fly"}));
    EXPECT_CODE(ErrorCode::invalid_argument,
                save_role(db(), as_user(ann_), workspace_, "dj", "", {"workspace.delete"}));
    const Uuid auditor = make_member("auditor", workspace_, "auditor");
    EXPECT_CODE(ErrorCode::permission_denied,
                save_role(db(), as_user(auditor), workspace_, "dj", "", {"tracks.write"}));
    ASSERT_OK(save_role(db(), as_user(ann_), workspace_, "dj", "", {"tracks.write"}));
    // Nor may somebody take away what they do not have themselves.
    EXPECT_CODE(ErrorCode::permission_denied, save_role(db(), as_user(auditor), workspace_, "dj", "", {}));
    EXPECT_CODE(ErrorCode::permission_denied, delete_role(db(), as_user(auditor), workspace_, "dj"));
}

TEST_P(Roles, AreNotDeletedUnderPeople) {
    ASSERT_OK(save_role(db(), as_user(ann_), workspace_, "dj", "", {"tracks.read"}));
    const Uuid bob = make_member("bob", workspace_, "dj");
    EXPECT_CODE(ErrorCode::invalid_argument, delete_role(db(), as_user(ann_), workspace_, "dj"));
    ASSERT_OK(change_role(db(), as_user(ann_), workspace_, bob, "viewer"));
    ASSERT_OK(delete_role(db(), as_user(ann_), workspace_, "dj"));
    EXPECT_CODE(ErrorCode::not_found, delete_role(db(), as_user(ann_), workspace_, "dj"));
    EXPECT_CODE(ErrorCode::invalid_argument, delete_role(db(), as_user(ann_), workspace_, "owner"));
    EXPECT_CODE(ErrorCode::not_found, change_role(db(), as_user(ann_), workspace_, bob, "dj"));
}

TEST_P(Roles, TellThoseWhoHaveThemWhatChanged) {
    ASSERT_OK(save_role(db(), as_user(ann_), workspace_, "dj", "", {"tracks.read"}));
    const Uuid bob = make_member("bob", workspace_, "dj");
    (void)make_member("eve", workspace_, "viewer");
    ASSERT_OK(save_role(db(), as_user(ann_), workspace_, "dj", "", {"tracks.write"}));
    EXPECT_EQ(count("events WHERE kind = 'member.updated'"), 1);
    EXPECT_EQ(count("events WHERE kind = 'member.updated' AND subject = '" + to_text(bob) + "'"), 1);
}

TEST_P(Roles, KeepTheirMembersUnderAnotherName) {
    ASSERT_OK(save_role(db(), as_user(ann_), workspace_, "dj", "plays", {"tracks.read"}));
    const Uuid ben = make_member("ben", workspace_, "dj");
    EXPECT_CODE(ErrorCode::invalid_argument, rename_role(db(), as_user(ann_), workspace_, "dj", "owner"));
    EXPECT_CODE(ErrorCode::invalid_argument, rename_role(db(), as_user(ann_), workspace_, "dj", "D J"));
    EXPECT_CODE(ErrorCode::invalid_argument, rename_role(db(), as_user(ann_), workspace_, "dj", "dj"));
    EXPECT_CODE(ErrorCode::invalid_argument, rename_role(db(), as_user(ann_), workspace_, "viewer", "guest"));
    EXPECT_CODE(ErrorCode::not_found, rename_role(db(), as_user(ann_), workspace_, "nobody", "guest"));
    EXPECT_CODE(ErrorCode::permission_denied, rename_role(db(), as_user(make_user("eve")), workspace_, "dj", "guest"));
    EXPECT_EQ(count("events WHERE kind = 'member.updated'"), 0);
    ASSERT_OK(rename_role(db(), as_user(ann_), workspace_, "dj", "guest"));
    EXPECT_EQ(count("events WHERE kind = 'member.updated'"), 1);
    EXPECT_EQ(count("events WHERE kind = 'member.updated' AND subject = '" + to_text(ben) + "'"), 1);
    EXPECT_EQ(role_of(db(), workspace_, ben).value(), "guest");
    const auto roles = list_roles(db(), permissions_, workspace_).value();
    EXPECT_EQ(roles.back().name, "guest");
    EXPECT_EQ(roles.back().description, "plays");
    EXPECT_EQ(roles.back().permissions, std::vector<std::string>{"tracks.read"});
}

STRATUM_ON_EVERY_ENGINE(Roles);

}  // namespace
}  // namespace stratum::account
