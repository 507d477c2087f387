#include "stratum/account/schema.hpp"

#include "test_account.hpp"

namespace stratum::account {
namespace {

class Schema : public store::OnEveryEngine {};

TEST_P(Schema, GoesForwardOnceAndIsThenComplete) {
    const auto database = open();
    const ManualClock clock{Timestamp{5}};
    ASSERT_OK(store::migrate(*database, std::array{schema()}, clock));
    ASSERT_OK(store::migrate(*database, std::array{schema()}, clock));
    EXPECT_TRUE(store::is_migrated(*database, std::array{schema()}).value());
    EXPECT_EQ(database->query_one("SELECT count(*) FROM users").value()->integer(0), 0);
}

TEST_P(Schema, FindsTheWorkspacesOfTheLibraryInPlace) {
    const auto database = open();
    const ManualClock clock{Timestamp{5}};
    ASSERT_OK(
        database->script("CREATE TABLE workspaces (id BYTEA NOT NULL PRIMARY KEY, name TEXT NOT NULL, created_at "
                         "BIGINT NOT NULL); INSERT INTO workspaces VALUES ('1234567890123456', 'mine', 7)"));
    ASSERT_OK(store::migrate(*database, std::array{schema()}, clock));
    EXPECT_EQ(database->query_one("SELECT name FROM workspaces").value()->text(0), "mine");
}

STRATUM_ON_EVERY_ENGINE(Schema);

}  // namespace
}  // namespace stratum::account
