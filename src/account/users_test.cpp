#include "stratum/account/users.hpp"

#include "stratum/account/audit.hpp"
#include "test_account.hpp"

namespace stratum::account {
namespace {

class Users : public AccountTest {};

TEST_P(Users, AreFoundHoweverTheAddressIsWritten) {
    const Uuid ann = create_user(db(), as_system(), {.email = " Ann@Example.org "}).value();
    const auto found = find_user_by_email(db(), "ANN@example.ORG");
    ASSERT_OK(found);
    ASSERT_TRUE(*found);
    EXPECT_EQ((*found)->id, ann);
    EXPECT_EQ((*found)->email, "Ann@Example.org");
    EXPECT_EQ((*found)->name, "Ann");
    EXPECT_FALSE((*found)->email_verified_at);
    EXPECT_FALSE((*found)->has_password);
    EXPECT_CODE(ErrorCode::already_exists, create_user(db(), as_system(), {.email = "ann@example.org"}));
    EXPECT_CODE(ErrorCode::invalid_argument, create_user(db(), as_system(), {.email = "ann"}));
    EXPECT_CODE(ErrorCode::invalid_argument, create_user(db(), as_system(), {.email = "b@c.d", .name = "a\nb"}));
    EXPECT_FALSE(find_user_by_email(db(), "bob@example.org").value());
    for (const std::string_view odd :
         {std::string_view{"a\0b@example.org", 15}, std::string_view{"\xff@example.org"}, std::string_view{}})
        EXPECT_FALSE(find_user_by_email(db(), odd).value());
    EXPECT_FALSE(find_user(db(), ids_.next()).value());
    ASSERT_OK(rename_user(db(), as_user(ann), ann, "Ann B."));
    EXPECT_EQ(find_user(db(), ann).value()->name, "Ann B.");
    EXPECT_EQ(list_users(db())->size(), 1U);
}

TEST_P(Users, TheFirstOneOwnsAWorkspaceAndClosesTheDoor) {
    EXPECT_FALSE(has_users(db()).value());
    const auto first = first_run(db(), as({}), {.email = "ann@example.org"}, "Studio");
    ASSERT_OK(first);
    EXPECT_TRUE(has_users(db()).value());
    EXPECT_EQ(role_of(db(), first->workspace, first->user).value(), "owner");
    EXPECT_CODE(ErrorCode::already_exists, first_run(db(), as({}), {.email = "eve@example.org"}, "Mine"));
}

TEST_P(Users, TheFirstOneTakesTheLibraryThatIsThere) {
    const Uuid library = ids_.next();
    ASSERT_TRUE(db().execute("INSERT INTO workspaces (id, name, created_at) VALUES ($1, '', 5)", {library.bytes}));
    const auto first = first_run(db(), as({}), {.email = "ann@example.org"}, "Studio");
    ASSERT_OK(first);
    EXPECT_EQ(first->workspace, library);
    EXPECT_EQ(list_workspaces(db(), first->user)->front().name, "Studio");
    EXPECT_EQ(count("workspaces"), 1);
}

TEST_P(Users, LockingEndsTheirSessions) {
    const Uuid ann = make_user("ann");
    ASSERT_TRUE(
        db().execute("INSERT INTO sessions (id, user_id, token_hash, state, created_at, seen_at, expires_at, "
                     "fresh_at, address, agent) VALUES ($1, $1, $1, 'active', 0, 0, 0, 0, '', '')",
                     {ann.bytes}));
    ASSERT_OK(lock_user(db(), as_system(), ann));
    EXPECT_EQ(count("sessions"), 0);
    EXPECT_TRUE(find_user(db(), ann).value()->locked_at);
    ASSERT_OK(unlock_user(db(), as_system(), ann));
    EXPECT_FALSE(find_user(db(), ann).value()->locked_at);
    EXPECT_CODE(ErrorCode::not_found, lock_user(db(), as_system(), ids_.next()));
    EXPECT_CODE(ErrorCode::not_found, unlock_user(db(), as_system(), ids_.next()));
    EXPECT_EQ(list_audit(db(), kServer, 1)->front().action, "user.unlocked");
}

TEST_P(Users, TakeAnotherAddressUnlessItIsSomebodyElses) {
    const Uuid ann = make_user("ann");
    make_user("ben");
    EXPECT_CODE(ErrorCode::already_exists, change_email(db(), as_user(ann), ann, "BEN@example.org"));
    EXPECT_CODE(ErrorCode::invalid_argument, change_email(db(), as_user(ann), ann, "nowhere"));
    EXPECT_CODE(ErrorCode::not_found, change_email(db(), as_user(ann), IdSource::random(), "x@example.org"));
    ASSERT_OK(change_email(db(), as_user(ann), ann, " Ann@example.net "));
    EXPECT_FALSE(find_user_by_email(db(), "ann@example.org").value());
    const auto found = find_user_by_email(db(), "ann@example.net").value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->email, "Ann@example.net");
    EXPECT_TRUE(found->email_verified_at);
    ASSERT_OK(change_email(db(), as_user(ann), ann, "ann@example.net"));  // written another way
}

STRATUM_ON_EVERY_ENGINE(Users);

}  // namespace
}  // namespace stratum::account
