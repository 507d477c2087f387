#include "stratum/store/migrations.hpp"

#include "stratum/store/test_engines.hpp"

#include <array>
#include <gtest/gtest.h>
#include <thread>

namespace stratum::store {
namespace {

constexpr Migration kFirst{1, "first", "CREATE TABLE a (x BIGINT); CREATE TABLE b (x BIGINT)"};
constexpr Migration kSecond{2, "second", "ALTER TABLE a ADD COLUMN y TEXT"};

class Migrations : public OnEveryEngine {
  protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (!IsSkipped()) database_ = open();
    }
    void TearDown() override {
        database_.reset();
        OnEveryEngine::TearDown();
    }
    Result<void> migrate_to(std::vector<Migration> steps) {
        const std::array sets{MigrationSet{"room", steps}};
        return migrate(*database_, sets, clock_);
    }
    std::unique_ptr<Database> database_;
    ManualClock clock_{{0}};
};

TEST_P(Migrations, GoForwardOnce) {
    ASSERT_TRUE(migrate_to({kFirst}));
    ASSERT_TRUE(database_->execute("INSERT INTO a VALUES (5)"));
    ASSERT_TRUE(migrate_to({kFirst, kSecond}));
    ASSERT_TRUE(migrate_to({kFirst, kSecond}));
    EXPECT_EQ(database_->query_one("SELECT x FROM a WHERE y IS NULL").value()->integer(0), 5);
    EXPECT_EQ(database_->query_one("SELECT applied_at FROM schema_migrations").value()->text(0),
              "1970-01-01T00:00:00.000Z");
}

TEST_P(Migrations, StepThatFailsLeavesNothingBehindAndCanBeResumed) {
    const Migration broken{2, "broken", "CREATE TABLE c (x BIGINT); CREATE TABLE a (x BIGINT)"};
    const auto failed = migrate_to({kFirst, broken});
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message.find("broken"), std::string::npos);
    EXPECT_FALSE(database_->query("SELECT * FROM c"));
    EXPECT_TRUE(migrate_to({kFirst, kSecond}));
}

TEST_P(Migrations, NewerDatabaseIsRefusedWithAHint) {
    ASSERT_TRUE(migrate_to({kFirst, kSecond}));
    const auto refused = migrate_to({kFirst});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
    EXPECT_NE(refused.error().hint.find("update"), std::string::npos);
}

TEST_P(Migrations, ChangedStepIsFound) {
    ASSERT_TRUE(migrate_to({kFirst}));
    Migration changed = kFirst;
    changed.sql = "CREATE TABLE a (x BIGINT, y BIGINT)";
    EXPECT_EQ(migrate_to({changed}).error().code, ErrorCode::corrupt);
}

TEST_P(Migrations, CheckSeesMissingSteps) {
    ASSERT_TRUE(migrate_to({kFirst}));
    const std::array steps{kFirst, kSecond};
    const std::array older{MigrationSet{"room", std::span{steps}.first(1)}};
    const std::array newer{MigrationSet{"room", steps}};
    EXPECT_TRUE(is_migrated(*database_, older).value());
    EXPECT_FALSE(is_migrated(*database_, newer).value());
}

TEST_P(Migrations, ProgramsThatStartAtOnceDoEachStepOnce) {
    const std::array steps{kFirst, kSecond};
    const std::array sets{MigrationSet{"room", steps}};
    std::array<std::string, 6> errors;
    {
        std::vector<std::jthread> programs;
        for (auto& said : errors)
            programs.emplace_back([&] {
                const auto done = migrate(*open(), sets, clock_);
                if (!done) said = done.error().text();
            });
    }
    for (const auto& said : errors) EXPECT_EQ(said, "");
    EXPECT_EQ(database_->query_one("SELECT count(*) FROM schema_migrations").value()->integer(0), 2);
    EXPECT_EQ(database_->condition(), Database::Condition::ready);
}

TEST_P(Migrations, AnEngineMayHaveItsOwnText) {
    Migration step{1, "own", "CREATE TABLE here_only (x BIGINT)"};
    step.postgresql = "CREATE TABLE there_only (x BIGINT)";
    ASSERT_TRUE(migrate_to({step}));
    EXPECT_TRUE(
        database_->query(GetParam() == Engine::sqlite ? "SELECT * FROM here_only" : "SELECT * FROM there_only"));
}

STRATUM_ON_EVERY_ENGINE(Migrations);

}  // namespace
}  // namespace stratum::store
