/// What every engine must do. Another engine joins by adding itself to `STRATUM_ON_EVERY_ENGINE`.

#include "stratum/store/database.hpp"
#include "stratum/store/test_engines.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <thread>

namespace stratum::store {
namespace {

class DatabaseContract : public OnEveryEngine {
  protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        database_ = open();
        ASSERT_TRUE(
            database_->script("CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT UNIQUE, weight DOUBLE PRECISION,"
                              " data BYTEA); CREATE TABLE parts (thing BIGINT NOT NULL REFERENCES things(id))"));
    }
    void TearDown() override {
        database_.reset();
        OnEveryEngine::TearDown();
    }
    std::int64_t count() { return database_->query_one("SELECT count(*) FROM things").value()->integer(0); }
    std::unique_ptr<Database> database_;
};

TEST_P(DatabaseContract, GivesValuesBackAsTheyWere) {
    const Bytes bytes{0, 1, 255};
    const std::int64_t large = std::numeric_limits<std::int64_t>::min();
    ASSERT_TRUE(
        database_->execute("INSERT INTO things VALUES ($1, $2, $3, $4)", {large, "na'me; \xc3\xa4", 0.1, bytes}));
    const auto row = database_->query_one("SELECT id, name, weight, data FROM things");
    ASSERT_TRUE(row && *row);
    EXPECT_EQ((*row)->integer(0), large);
    EXPECT_EQ((*row)->text(1), "na'me; \xc3\xa4");
    EXPECT_EQ((*row)->number(2), 0.1);
    EXPECT_EQ((*row)->bytes(3), bytes);
}

TEST_P(DatabaseContract, TellsNullFromEmpty) {
    ASSERT_TRUE(database_->execute("INSERT INTO things VALUES (1, NULL, NULL, NULL), (2, $1, 0, $2)", {"", Bytes{}}));
    const auto rows = database_->query("SELECT name, weight, data FROM things ORDER BY id");
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 2U);
    for (const std::size_t column : {0U, 1U, 2U}) {
        EXPECT_TRUE((*rows)[0].is_null(column)) << column;
        EXPECT_FALSE((*rows)[1].is_null(column)) << column;
    }
    EXPECT_FALSE((*rows)[0].optional_number(1));
    EXPECT_EQ((*rows)[1].optional_number(1), 0.0);
}

TEST_P(DatabaseContract, BindsPlacesByTheirNumber) {
    const auto row = database_->query_one("SELECT $2, $1, $2", {"one", "two"});
    ASSERT_TRUE(row && *row);
    EXPECT_EQ((*row)->text(0) + (*row)->text(1) + (*row)->text(2), "twoonetwo");
}

TEST_P(DatabaseContract, CountsChangedRows) {
    EXPECT_EQ(database_->execute("INSERT INTO things (id) VALUES (1), (2), (3)").value(), 3);
    EXPECT_EQ(database_->execute("UPDATE things SET weight = 1 WHERE id > $1", {1}).value(), 2);
    EXPECT_EQ(database_->execute("DELETE FROM things WHERE id = $1", {99}).value(), 0);
}

TEST_P(DatabaseContract, InsertsOrUpdates) {
    const char* const sql =
        "INSERT INTO things (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name";
    ASSERT_TRUE(database_->execute(sql, {1, "a"}));
    ASSERT_TRUE(database_->execute(sql, {1, "b"}));
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(database_->query_one("SELECT name FROM things").value()->text(0), "b");
}

TEST_P(DatabaseContract, UniqueKeyIsAlreadyExists) {
    ASSERT_TRUE(database_->execute("INSERT INTO things (id, name) VALUES (1, 'a')"));
    EXPECT_EQ(database_->execute("INSERT INTO things (id, name) VALUES (1, 'b')").error().code,
              ErrorCode::already_exists);
    EXPECT_EQ(database_->execute("INSERT INTO things (id, name) VALUES (2, 'a')").error().code,
              ErrorCode::already_exists);
}

TEST_P(DatabaseContract, ForeignKeysAreChecked) {
    EXPECT_EQ(database_->execute("INSERT INTO parts VALUES (7)").error().code, ErrorCode::invalid_argument);
}

TEST_P(DatabaseContract, WrongSqlIsABugOfOurs) {
    EXPECT_EQ(database_->execute("SELEKT 1").error().code, ErrorCode::internal);
    EXPECT_EQ(database_->query("SELECT * FROM nowhere").error().code, ErrorCode::internal);
}

TEST_P(DatabaseContract, TransactionIsUndoneUnlessCommitted) {
    {
        auto transaction = Transaction::begin(*database_);
        ASSERT_TRUE(transaction);
        ASSERT_TRUE(database_->execute("INSERT INTO things (id) VALUES (1)"));
    }
    EXPECT_EQ(count(), 0);
    {
        auto transaction = Transaction::begin(*database_);
        ASSERT_TRUE(transaction);
        ASSERT_TRUE(database_->execute("INSERT INTO things (id) VALUES (1)"));
        ASSERT_TRUE(transaction->commit());
    }
    EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseContract, SavepointIsUndoneAlone) {
    auto outer = Transaction::begin(*database_);
    ASSERT_TRUE(outer);
    ASSERT_TRUE(database_->execute("INSERT INTO things (id) VALUES (1)"));
    {
        auto inner = Transaction::begin(*database_, Transaction::Intent::savepoint);
        ASSERT_TRUE(inner);
        ASSERT_TRUE(database_->execute("INSERT INTO things (id) VALUES (2)"));
    }
    ASSERT_TRUE(outer->commit());
    EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseContract, ErrorFromARowEndsTheQueryAndLeavesTheStatementUsable) {
    ASSERT_TRUE(database_->execute("INSERT INTO things (id) VALUES (1), (2), (3)"));
    int seen = 0;
    const auto stop = [&](const Row&) -> Result<void> {
        return ++seen == 2 ? Result<void>{error(ErrorCode::cancelled, "enough")} : Result<void>{};
    };
    EXPECT_EQ(database_->each("SELECT id FROM things", {}, stop).error().code, ErrorCode::cancelled);
    EXPECT_EQ(seen, 2);
    EXPECT_EQ(database_->query("SELECT id FROM things")->size(), 3U);
}

TEST_P(DatabaseContract, TheSameQueryMayRunInsideItself) {
    ASSERT_TRUE(database_->execute("INSERT INTO things (id) VALUES (1), (2), (3)"));
    std::int64_t pairs = 0;
    const char* const sql = "SELECT id FROM things ORDER BY id";
    ASSERT_TRUE(database_->each(sql, {}, [&](const Row&) -> Result<void> {
        return database_->each(sql, {}, [&](const Row&) -> Result<void> { return ++pairs, Result<void>{}; });
    }));
    EXPECT_EQ(pairs, 9);
}

TEST_P(DatabaseContract, KeepsWorkingWithMoreStatementsThanItKeeps) {
    for (int round = 0; round < 2; ++round)
        for (int i = 0; i < 200; ++i)
            ASSERT_EQ(database_->query_one("SELECT " + std::to_string(i)).value()->integer(0), i);
}

TEST_P(DatabaseContract, KeepsNumbersToTheLastBit) {
    const double numbers[] = {0.1, -2.0 / 3.0, 5e-324, std::numeric_limits<double>::max(),
                              std::numeric_limits<double>::infinity()};
    for (const double number : numbers) {
        ASSERT_TRUE(database_->execute("INSERT INTO things (id, weight) VALUES (1, $1)", {number}));
        EXPECT_EQ(database_->query_one("SELECT weight FROM things").value()->number(0), number);
        ASSERT_TRUE(database_->execute("DELETE FROM things"));
    }
}

TEST_P(DatabaseContract, KeepsTenMegabytesOfBytes) {
    Bytes large(10'000'000);
    for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<std::uint8_t>(i * 31U >> 3U);
    ASSERT_TRUE(database_->execute("INSERT INTO things (id, data) VALUES (1, $1)", {large}));
    EXPECT_EQ(database_->query_one("SELECT data FROM things").value()->bytes(0), large);
}

TEST_P(DatabaseContract, TakesWholeNumbersWhereNumbersAre) {
    ASSERT_TRUE(database_->execute("INSERT INTO things (id, weight) VALUES ($1, $2)", {1, 7}));
    EXPECT_EQ(database_->query_one("SELECT weight FROM things WHERE weight = $1", {7}).value()->number(0), 7.0);
}

TEST_P(DatabaseContract, SumsOfWholeNumbersAreWhole) {
    ASSERT_TRUE(database_->execute("INSERT INTO things (id) VALUES (20000), (70000), (3)"));
    EXPECT_EQ(database_->query_one("SELECT sum(id) FROM things").value()->integer(0), 90003);
}

TEST_P(DatabaseContract, SortsTextByItsBytes) {
    ASSERT_TRUE(
        database_->execute("INSERT INTO things (id, name) VALUES (1, 'b'), (2, 'B'), (3, 'a'), (4, $1)", {"\xc3\xa4"}));
    std::string order;
    for (const auto& row : database_->query("SELECT id FROM things ORDER BY name").value())
        order += std::to_string(row.integer(0));
    EXPECT_EQ(order, "2314");
}

TEST_P(DatabaseContract, TheSameTextTakesValuesOfAnyType) {
    const char* const sql = "INSERT INTO things VALUES ($1, $2, $3, $4)";
    ASSERT_TRUE(database_->execute(sql, {1, "x", 1.5, Bytes{1}}));
    ASSERT_TRUE(database_->execute(sql, {2, nullptr, 1, nullptr}));
    ASSERT_TRUE(database_->execute(sql, {3, "y", nullptr, Bytes{}}));
    EXPECT_EQ(count(), 3);
}

TEST_P(DatabaseContract, AnswersWithTheRowsItChanged) {
    std::vector<std::int64_t> ids;
    for (const auto& row : database_->query("INSERT INTO things (id) VALUES (4), (5) RETURNING id").value())
        ids.push_back(row.integer(0));
    EXPECT_EQ(ids, (std::vector<std::int64_t>{4, 5}));
}

TEST_P(DatabaseContract, SchemaThatChangesMeanwhileIsNoticed) {
    ASSERT_TRUE(database_->execute("INSERT INTO things (id) VALUES (1)"));
    const char* const sql = "SELECT * FROM things";
    ASSERT_EQ(database_->query_one(sql).value()->size(), 4U);
    ASSERT_TRUE(open()->script("ALTER TABLE things ADD COLUMN more TEXT"));
    EXPECT_EQ(database_->query_one(sql).value()->size(), 5U);
}

TEST_P(DatabaseContract, TwoThatReadAndThenWriteDoNotBothSucceedUnseen) {
    // Write skew: each sees that nobody else is there and comes in. One at a time, the second would have seen the
    // first.
    const auto enter = [&](Database& database, std::int64_t id) -> Result<void> {
        STRATUM_TRY(auto transaction, Transaction::begin(database));
        STRATUM_TRY(const auto others, database.query("SELECT id FROM things"));
        if (others.empty()) STRATUM_TRY_VOID(database.execute("INSERT INTO things (id) VALUES ($1)", {id}));
        return transaction.commit();
    };
    for (int round = 0; round < 20; ++round) {
        ASSERT_TRUE(database_->execute("DELETE FROM things"));
        Result<void> other_result;
        std::jthread other{[&] { other_result = enter(*open(), 2); }};
        const auto own_result = enter(*database_, 1);
        other.join();
        EXPECT_TRUE(own_result || own_result.error().code == ErrorCode::busy);
        EXPECT_TRUE(other_result || other_result.error().code == ErrorCode::busy);
        EXPECT_EQ(count(), 1);
    }
}

TEST_P(DatabaseContract, KnowsItsCondition) {
    EXPECT_EQ(database_->condition(), Database::Condition::ready);
    const auto transaction = Transaction::begin(*database_);
    EXPECT_EQ(database_->condition(), Database::Condition::inside_transaction);
}

STRATUM_ON_EVERY_ENGINE(DatabaseContract);

}  // namespace
}  // namespace stratum::store
