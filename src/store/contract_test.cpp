/// What every engine must do. A second engine joins by adding itself to `engines()`.

#include "stratum/store/database.hpp"
#include "stratum/store/sqlite.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <memory>

namespace stratum::store {
namespace {

struct EngineUnderTest {
    std::string name;
    std::function<std::unique_ptr<Database>()> open;  ///< A fresh, empty database each time.
};

std::vector<EngineUnderTest> engines() {
    return {{"sqlite", [] { return std::move(open_sqlite({.path = ":memory:"}).value()); }}};
}

class DatabaseContract : public testing::TestWithParam<EngineUnderTest> {
  protected:
    void SetUp() override {
        database_ = GetParam().open();
        ASSERT_TRUE(
            database_->script("CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT UNIQUE, weight DOUBLE PRECISION,"
                              " data BYTEA); CREATE TABLE parts (thing BIGINT NOT NULL REFERENCES things(id))"));
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

INSTANTIATE_TEST_SUITE_P(Engines, DatabaseContract, testing::ValuesIn(engines()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace stratum::store
