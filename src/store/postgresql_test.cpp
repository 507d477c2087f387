#include "stratum/store/postgresql.hpp"

#include "stratum/store/open.hpp"
#include "stratum/store/test_engines.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace stratum::store {
namespace {

/// What only PostgreSQL does.
class Postgresql : public OnEveryEngine {
  protected:
    /// As when the server was restarted in the meantime.
    static void cut(Database& database, Database& other) {
        const auto id = database.query_one("SELECT pg_backend_pid()").value()->integer(0);
        ASSERT_TRUE(other.query("SELECT pg_terminate_backend(CAST($1 AS INTEGER))", {id}));
    }
};

TEST_P(Postgresql, BrokenConnectionIsToldAndStaysBroken) {
    const auto database = open();
    cut(*database, *open());
    for (int i = 0; i < 3; ++i) {
        const auto refused = database->query("SELECT 1");
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::io);
        EXPECT_EQ(database->condition(), Database::Condition::broken);
    }
}

TEST_P(Postgresql, AnswerThatDoesNotComeBreaksTheConnection) {
    const auto database = open_postgresql({.url = place(), .answer_patience = Seconds{0.3}}).value();
    EXPECT_TRUE(database->query("SELECT pg_sleep(0.05)"));
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(database->query("SELECT pg_sleep(20)").error().code, ErrorCode::io);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{5});
    EXPECT_EQ(database->condition(), Database::Condition::broken);
}

TEST_P(Postgresql, CommitThatNobodyAnsweredIsToldAsSuch) {
    const auto database = open();
    auto transaction = Transaction::begin(*database);
    ASSERT_TRUE(transaction);
    cut(*database, *open());
    const auto committed = transaction->commit();
    ASSERT_FALSE(committed);
    EXPECT_NE(committed.error().message.find("nobody knows"), std::string::npos);
}

TEST_P(Postgresql, CommitAfterAFailedStatementIsNoSuccess) {
    const auto database = open();
    auto transaction = Transaction::begin(*database);
    ASSERT_TRUE(transaction);
    ASSERT_FALSE(database->execute("SELECT * FROM nowhere"));
    EXPECT_FALSE(transaction->commit());
}

TEST_P(Postgresql, LockedByAnotherIsBusyAfterThePatienceGiven) {
    const auto first = open();
    ASSERT_TRUE(first->script("CREATE TABLE t (x BIGINT); INSERT INTO t VALUES (1)"));
    const auto holds = Transaction::begin(*first);
    ASSERT_TRUE(first->execute("UPDATE t SET x = 2"));
    const auto second = open(Seconds{0.05});
    EXPECT_EQ(second->execute("UPDATE t SET x = 3").error().code, ErrorCode::busy);
}

TEST_P(Postgresql, TextThatIsNoneIsRefused) {
    const auto database = open();
    EXPECT_EQ(database->query("SELECT $1", {std::string{"a\0b", 3}}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(database->query("SELECT $1", {"\xff"}).error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(database->query("SELECT 1"));
}

TEST_P(Postgresql, DatabaseSortedByRulesOfALanguageIsRefused) {
    const auto server = open();
    const std::string name = "sorted_" + to_hex(IdSource::random().bytes);
    ASSERT_TRUE(server->execute("CREATE DATABASE " + name +
                                " TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"));
    std::string url = place();
    url.replace(url.find("/postgres?"), 10, "/" + name + "?");
    const auto refused = open_database(url);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
    EXPECT_NE(refused.error().hint.find("createdb"), std::string::npos);
    EXPECT_TRUE(server->execute("DROP DATABASE " + name));
}

INSTANTIATE_TEST_SUITE_P(Engines, Postgresql, testing::Values(Engine::postgresql),
                         [](const auto&) { return std::string{"postgresql"}; });

TEST(DatabaseAddress, IsShownWithoutItsPassword) {
    const std::string url = "postgresql://ann:s3cret@db.example:5433/music?sslmode=require";
    EXPECT_EQ(shown_postgresql_url(url), "postgresql://db.example:5433/music");
    const auto refused = open_database("postgresql://ann:s3cret@127.0.0.1:1/music", Seconds{2.0});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::io);
    EXPECT_EQ(refused.error().text().find("s3cret"), std::string::npos);
}

TEST(DatabaseAddress, ThatCanNotBeReadIsToldWithoutQuotingIt) {
    const auto refused = open_database("postgresql://ann:s3cret@[host/music");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(refused.error().text().find("s3cret"), std::string::npos);
}

TEST(DatabaseAddress, AnythingElseIsAPath) {
    EXPECT_TRUE(is_postgresql_url("postgres://localhost/x"));
    EXPECT_FALSE(is_postgresql_url("music.db"));
    EXPECT_EQ(open_database(":memory:").value()->engine(), Engine::sqlite);
}

}  // namespace
}  // namespace stratum::store
