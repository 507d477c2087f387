#include "stratum/platform/answers.hpp"
#include "stratum/platform/test_server.hpp"

#include <array>

namespace stratum::platform {
namespace {

constexpr std::string_view kNotes = "CREATE TABLE notes (id BYTEA NOT NULL PRIMARY KEY, text TEXT NOT NULL);";
constexpr std::array kSteps{store::Migration{1, "notes", kNotes}};

class Change : public ServerTest {
  protected:
    void SetUp() override {
        ServerTest::SetUp();
        if (IsSkipped()) return;
        start({{.name = "notes", .migrations = {{"notes", kSteps}}}});
    }
    Result<void> note(store::Database& database) {
        STRATUM_TRY_VOID(database.execute("INSERT INTO notes (id, text) VALUES ($1, 'a')", {ids_.next().bytes}));
        return {};
    }
    std::int64_t notes() {
        auto reader = pool_->read();
        return (*reader)->query_one("SELECT count(*) FROM notes").value()->integer(0);
    }
};

TEST_P(Change, IsTriedAgainWhereItsAnswerIsAnErrorThatMayPass) {
    int attempts = 0;
    auto done = services_->change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY_VOID(note(database));
        if (++attempts < 3) return Answer{error(ErrorCode::busy, "two writers noticed each other")};
        return Answer{nothing()};
    });
    ASSERT_TRUE(done);
    EXPECT_TRUE(std::holds_alternative<net::Response>(done->get()));
    EXPECT_EQ(attempts, 3);
    EXPECT_EQ(notes(), 1);
}

TEST_P(Change, IsUndoneWhereItsAnswerIsAnError) {
    const auto done = services_->change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY_VOID(note(database));
        return Answer{error(ErrorCode::io, "the second half can not be done")};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::io);
    EXPECT_EQ(notes(), 0);
}

TEST_P(Change, IsUndoneWhereItIsRefusedEvenAfterAStatementFailed) {
    auto done = services_->change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY_VOID(note(database));
        const auto taken = database.execute("INSERT INTO notes (id, text) SELECT id, text FROM notes", {});
        EXPECT_FALSE(taken);
        return Answer{problem(409, "already_exists", "there is one already", "take another name")};
    });
    ASSERT_TRUE(done) << done.error().text();
    ASSERT_TRUE(std::holds_alternative<Problem>(done->get()));
    EXPECT_EQ(std::get<Problem>(done->get()).status, 409);
    EXPECT_EQ(notes(), 0);
}

STRATUM_ON_EVERY_ENGINE(Change);

}  // namespace
}  // namespace stratum::platform
