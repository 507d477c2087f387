#include "stratum/crypto/hash.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/platform/test_server.hpp"

#include <array>
#include <atomic>
#include <thread>
#include <unistd.h>

namespace stratum::platform {
namespace {

constexpr std::string_view kNotes = "CREATE TABLE notes (id BYTEA NOT NULL PRIMARY KEY, text TEXT NOT NULL);";
constexpr std::array kSteps{store::Migration{1, "notes", kNotes}};

/// What goes wrong between the effect of a request and its answer.
enum class Fault : std::uint8_t { none, killed, refused_later };

struct Wish {
    std::string text;
};
template <class V>
void describe(V& v, Wish& x) {
    v.field("text", x.text);
}

Result<void> note(const Call& call, const std::string& text) {
    return call.services.change([&](store::Database& database) -> Result<void> {
        STRATUM_TRY_VOID(
            database.execute("INSERT INTO notes (id, text) VALUES ($1, $2)", {call.services.ids.next().bytes, text}));
        return {};
    });
}

/// A role, a folder: what can be there once.
Answer add_once(Call& call) {
    STRATUM_TRY(const Wish wish, body_as<Wish>(call));
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY(const auto there, database.query_one("SELECT 1 FROM notes WHERE text = $1", {wish.text}));
        if (there) return Answer{problem(409, "already_exists", "there is one already", "take another name")};
        STRATUM_TRY_VOID(database.execute("INSERT INTO notes (id, text) VALUES ($1, $2)",
                                          {call.services.ids.next().bytes, wish.text}));
        return Answer{json(201, wish.text)};
    });
    if (!done) return done.error();
    return std::move(*done);
}

class Repeated : public ServerTest {
  protected:
    void serve() {
        using net::Method;
        const auto write = [this](Call& call) -> Answer {
            STRATUM_TRY(const Wish wish, body_as<Wish>(call));
            STRATUM_TRY_VOID(note(call, wish.text));
            if (fault_ == Fault::killed) _exit(9);
            if (fault_ == Fault::refused_later) return error(ErrorCode::io, "the second half can not be done");
            STRATUM_TRY_VOID(note(call, "and " + wish.text));
            auto response = json(201, wish.text + " " + std::to_string(++answers_));
            response.headers.set("Location", "/api/v1/notes/1");
            return response;
        };
        start({{.name = "notes",
                .permissions = {{"notes.write", "write notes", account::Tag::contribute}},
                .routes =
                    {{.method = Method::post,
                      .path = "/api/v1/notes",
                      .permission = "notes.write",
                      .handle = write,
                      .idempotent = true},
                     {.method = Method::post, .path = "/api/v1/secrets", .permission = "notes.write", .handle = write},
                     {.method = Method::post,
                      .path = "/api/v1/names",
                      .permission = "notes.write",
                      .handle = add_once,
                      .idempotent = true}},
                .migrations = {{"notes", kSteps}}}});
    }
    Reply write(const std::string& path = "/api/v1/notes", const std::string& key = "k-1") {
        return post(path, R"({"text":"a"})", {{"Idempotency-Key", key}});
    }
    std::int64_t count(const std::string& from) {
        auto reader = pool_->read();
        return (*reader)->query_one("SELECT count(*) FROM " + from).value()->integer(0);
    }

    Fault fault_ = Fault::none;
    std::atomic<int> answers_ = 0;
};

TEST_P(Repeated, IsDoneOnceThoughTheServerWasKilledBeforeItCouldAnswer) {
    EXPECT_EXIT(
        {
            fault_ = Fault::killed;
            serve();
            (void)write();
        },
        testing::ExitedWithCode(9), "");
    serve();
    clock_.advance(Seconds{3600.0});
    EXPECT_EQ(write().status, 201);
    EXPECT_EQ(count("notes WHERE text = 'a'"), 1);
    EXPECT_EQ(count("notes WHERE text = 'and a'"), 1);
}

TEST_P(Repeated, LeavesNothingOfWhatFailedHalfWay) {
    serve();
    fault_ = Fault::refused_later;
    EXPECT_GE(write().status, 500);
    EXPECT_EQ(count("notes"), 0);
    fault_ = Fault::none;
    EXPECT_EQ(write().status, 201);
    EXPECT_EQ(count("notes"), 2);
}

TEST_P(Repeated, IsDoneOnceByAllWhoSendItAtOnce) {
    serve();
    constexpr int kSenders = 3;
    std::array<Reply, kSenders> replies;
    {
        std::vector<std::jthread> threads;
        for (auto& reply : replies) threads.emplace_back([&] { reply = write(); });
    }
    EXPECT_EQ(count("notes WHERE text = 'a'"), 1);
    for (const auto& reply : replies) {
        EXPECT_EQ(reply.status, 201) << reply.body;
        EXPECT_EQ(reply.body, replies[0].body);
    }
}

TEST_P(Repeated, IsNoConflictWithItselfWhereAThingCanBeThereOnce) {
    serve();
    for (int round = 0; round < 20; ++round) {
        const std::string name = "n-" + std::to_string(round);
        std::array<Reply, 4> replies;
        {
            std::vector<std::jthread> threads;
            for (auto& reply : replies)
                threads.emplace_back(
                    [&] { reply = post("/api/v1/names", R"({"text":")" + name + "\"}", {{"Idempotency-Key", name}}); });
        }
        for (const auto& reply : replies) EXPECT_EQ(reply.status, 201) << reply.body;
        EXPECT_EQ(post("/api/v1/names", R"({"text":")" + name + "\"}", {{"Idempotency-Key", "other"}}).status, 409);
    }
}

TEST_P(Repeated, IsDoneAgainAndNowhereKeptWhereTheRouteDoesNotSayOtherwise) {
    serve();
    const auto first = write("/api/v1/secrets");
    const auto second = write("/api/v1/secrets");
    EXPECT_EQ(first.status, 201);
    EXPECT_NE(second.body, first.body);
    EXPECT_EQ(second.headers.find("Idempotency-Replayed"), nullptr);
    EXPECT_EQ(count("idempotency"), 0);
}

TEST_P(Repeated, LeavesAFingerprintThatOnlyTheServersSecretMakes) {
    const auto fingerprint_under = [&](const std::string& secret, const std::string& key) {
        settings_["server.secret"] = secret;
        EXPECT_EQ(write("/api/v1/notes", key).status, 201);
        auto reader = pool_->read();
        return (*reader)->query_one("SELECT fingerprint FROM idempotency WHERE key = $1", {key}).value()->bytes(0);
    };
    serve();
    const Bytes one = fingerprint_under("0123456789012345678901234567890123456789", "k-1");
    const Bytes other = fingerprint_under("9876543210987654321098765432109876543210", "k-2");
    EXPECT_NE(one, other) << "of the same request";
    crypto::Blake2b256 plain;
    plain.update("/api/v1/notes\n{\"text\":\"a\"}");
    const auto guessed = plain.digest();
    EXPECT_NE(one, Bytes(guessed.begin(), guessed.end()));
}

TEST_P(Repeated, IsForgottenAfterADay) {
    serve();
    for (const char* key : {"k-1", "k-2", "k-3"}) EXPECT_EQ(write("/api/v1/notes", key).status, 201);
    const auto prune = [&] {
        return services_->change([&](store::Database& database) { return prune_answers(database, clock_.now(), 2); })
            .value();
    };
    clock_.advance(Seconds{23.0 * 3600});
    EXPECT_EQ(write("/api/v1/notes", "k-4").status, 201);
    EXPECT_EQ(prune(), 0);
    clock_.advance(Seconds{2.0 * 3600});
    EXPECT_EQ(prune(), 2) << "not more at a time than was said";
    EXPECT_EQ(prune(), 1);
    EXPECT_EQ(count("idempotency WHERE key = 'k-4'"), 1);
}

STRATUM_ON_EVERY_ENGINE(Repeated);

}  // namespace
}  // namespace stratum::platform
