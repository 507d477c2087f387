/// What all features together keep of a person: it is in the export, and goes with the person.

#include "features.hpp"
#include "stratum/account/outgoing.hpp"
#include "stratum/account/passwords.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/crypto/hash.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/lists.hpp"
#include "stratum/library/stored.hpp"
#include "stratum/library/tracks.hpp"
#include "stratum/platform/test_server.hpp"
#include "stratum/store/jobs/job_store.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <thread>

namespace stratum::app {
namespace {

constexpr const char* kPassword = "correct horse battery";

class PersonalDataOfAll : public platform::ServerTest {
  protected:
    template <class Work>
    auto change(Work&& work) {
        auto done = services_->change(std::forward<Work>(work));
        EXPECT_TRUE(done) << (done ? "" : done.error().text());
        if constexpr (!std::is_same_v<decltype(done), Result<void>>) return std::move(done).value();
    }
    account::Call as_system() { return {account::system_actor(), {}, clock_.now(), ids_, *catalogue_, policy_}; }
    Uuid make_user(const std::string& name) {
        const std::string email = name + "@example.org";
        const auto password = account::prepare_password(kPassword, email, policy_).value();
        return change([&](store::Database& db) {
            return account::create_user(db, as_system(),
                                        {.email = email, .name = name, .password = password, .email_verified = true});
        });
    }
    void SetUp() override {
        ServerTest::SetUp();
        if (IsSkipped()) return;
        auto all = features();
        all.push_back({.name = "library", .migrations = {library::migrations()}});
        start(all, {});
        if (HasFatalFailure()) return;
        ann_ = make_user("ann");
        change([&](store::Database& db) { return account::add_member(db, as_system(), workspace_, ann_, "owner"); });
        const Uuid ben = make_user("ben");
        change([&](store::Database& db) { return account::add_member(db, as_system(), workspace_, ben, "owner"); });
        own_ = change([&](store::Database& db) { return account::create_workspace(db, as_system(), "Attic", ann_); });
        const auto session = change([&](store::Database& db) {
            return account::start_session(db, as_system(), ann_, account::SessionState::active, "a test");
        });
        mine_ = {{"Cookie", "stratum_session=" + session.token}, {"Stratum-Csrf", account::csrf_token(session.token)}};
    }

    net::Headers in(const Uuid& workspace) {
        net::Headers headers = mine_;
        headers.set("Stratum-Workspace", to_text(workspace));
        return headers;
    }
    /// A track of a file that the server keeps.
    Uuid add_track(const Uuid& workspace, const std::string& title, const std::string& bytes) {
        const auto blob =
            blobs_->put(store::source_of({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}));
        EXPECT_TRUE(blob);
        library::Heard heard{.path = library::stored_path({crypto::to_hex(blob->id), title + ".flac"}),
                             .stat = {.kind = FileKind::regular, .size = static_cast<std::int64_t>(bytes.size())},
                             .media = {.container = "flac", .codec = "flac", .rate = SampleRate{44100}, .channels = 2},
                             .tags = {.title = title},
                             .frames = 44100};
        heard.content[0] = static_cast<std::uint8_t>(title.size());
        return change([&](store::Database& database) {
                   auto library = library::Library::over(database, workspace, clock_);
                   return library.record(heard);
               })
            .track;
    }
    /// What the person says of it.
    void say(const Uuid& workspace, const Uuid& track, const std::string& artist) {
        clock_.advance(Seconds{1.0});
        net::Headers headers = in(workspace);
        headers.set("If-Match", "*");
        const auto patched =
            send(net::Method::patch, "/api/v1/tracks/" + to_text(track), R"({"artist":")" + artist + "\"}", headers);
        EXPECT_EQ(patched.status, 200) << patched.body;
        change([&](store::Database& database) -> Result<void> {
            auto library = library::Library::over(database, workspace, clock_, to_text(ann_));
            library::TrackCorrection correction{.track = track};
            correction.values.tempo = Bpm{123.0};
            STRATUM_TRY_VOID(library.correct("tempo", std::array{correction}));
            return {};
        });
    }
    void work(std::string_view kind) {
        std::vector<store::JobHandler> handlers;
        for (const auto& feature : features())
            for (const auto& job : feature.jobs)
                if (auto handler = job(*services_); handler.kind == kind) handlers.push_back(std::move(handler));
        ASSERT_EQ(handlers.size(), 1U);
        auto signal = std::make_shared<store::Signal>();
        const auto worker =
            store::Worker::start({.name = "test", .poll = Seconds{0.01}}, std::move(handlers), *pool_, signal, clock_);
        for (int i = 0; i < 2000; ++i) {
            if (count("jobs WHERE kind = '" + std::string{kind} +
                      "' AND (state = 'running' OR (state = 'queued' AND "
                      "run_after <= " +
                      std::to_string(clock_.now().milliseconds) + "))") == 0)
                return;
            std::this_thread::sleep_for(std::chrono::milliseconds{5});  // another thread works
        }
        ADD_FAILURE() << "the job did not end";
    }
    std::int64_t count(const std::string& from) {
        auto reader = pool_->read();
        return (*reader)->query_one("SELECT count(*) FROM " + from).value()->integer(0);
    }
    std::int64_t blobs() {
        std::int64_t count = 0;
        EXPECT_TRUE(blobs_->list([&](const store::BlobInfo&) { return ++count, Result<void>{}; }));
        return count;
    }

    Uuid ann_;
    Uuid own_;
    net::Headers mine_;
};

TEST_P(PersonalDataOfAll, IsInTheExport) {
    const Uuid mine = add_track(own_, "Mine", "a");
    const Uuid ours = add_track(workspace_, "Theirs", "b");
    say(own_, mine, "Ann herself");
    say(workspace_, ours, "Ann of ours");
    net::Headers keyed = in(own_);
    keyed.set("Idempotency-Key", "k-1");
    ASSERT_EQ(post("/api/v1/playlists", R"({"name":"Sunday","track_ids":[")" + to_text(mine) + "\"]}", keyed).status,
              201);
    ASSERT_EQ(post("/api/v1/playlists", R"({"name":"Of us all"})", in(workspace_)).status, 201);
    ASSERT_EQ(post("/api/v1/collections", R"({"name":"Fast","query":"bpm>120"})", in(own_)).status, 201);
    for (const Uuid& workspace : {own_, workspace_})
        ASSERT_EQ(
            post("/api/v1/webhooks", R"({"url":"https://example.org/in","events":["track.*"]})", in(workspace)).status,
            201);
    net::Headers tus = in(workspace_);
    tus.set("Tus-Resumable", "1.0.0");
    tus.set("Upload-Length", "10");
    tus.set("Upload-Metadata", "filename Ymx1ZXMud2F2");  // blues.wav
    ASSERT_EQ(post("/api/v1/uploads", "", tus).status, 201);
    change([&](store::Database& db) {
        return db.execute("INSERT INTO folders (workspace_id, id, path, added_at) VALUES ($1, $2, $3, 0)",
                          {own_.bytes, own_.bytes, Bytes{'/', 'v'}});
    });

    const auto begun = post("/api/v1/privacy/export", "", mine_);
    ASSERT_EQ(begun.status, 202) << begun.body;
    work("person.export");
    const auto zip = get("/api/v1/privacy/export/" + begun.json().find("job")->text("id"), mine_);
    ASSERT_EQ(zip.status, 200);
    const std::size_t first = zip.body.find("personal-data.json") + std::string{"personal-data.json"}.size();
    const std::size_t last = zip.body.find("\n}\n", first) + 2;
    const auto data = net::parse_json(zip.body.substr(first, last - first));
    ASSERT_TRUE(data) << data.error().text();
    EXPECT_EQ(data->find("account")->text("email"), "ann@example.org");
    const auto& holdings = *data->find("library")->find("workspaces")->array();
    ASSERT_EQ(holdings.size(), 1U) << "the other one is not hers alone";
    EXPECT_EQ(holdings[0].text("workspace"), to_text(own_));
    const auto& tracks = *holdings[0].find("tracks")->array();
    ASSERT_EQ(tracks.size(), 1U);
    EXPECT_EQ(tracks[0].text("title"), "Mine");
    EXPECT_NE(tracks[0].find("files")->array()->at(0).text("path").find("Mine.flac"), std::string::npos);
    const auto& playlists = *holdings[0].find("playlists")->array();
    ASSERT_EQ(playlists.size(), 1U);
    EXPECT_EQ(playlists[0].text("name"), "Sunday");
    EXPECT_EQ(*playlists[0].find("track_ids")->array()->at(0).string(), to_text(mine));
    EXPECT_EQ(holdings[0].find("collections")->array()->at(0).text("query"), "bpm>120");
    // What she said and made elsewhere is there, too.
    const auto& edits = *data->find("library")->find("edits")->array();
    ASSERT_EQ(edits.size(), 2U);
    EXPECT_EQ(edits[1].text("value"), "Ann of ours");
    EXPECT_EQ(edits[1].text("workspace"), to_text(workspace_));
    const auto& corrections = *data->find("corrections")->array();
    ASSERT_EQ(corrections.size(), 2U);
    EXPECT_EQ(corrections[1].text("track"), to_text(ours));
    EXPECT_EQ(corrections[1].find("tempo")->number(), 123.0);
    EXPECT_EQ(data->find("webhooks")->array()->size(), 2U);
    ASSERT_EQ(data->find("uploads")->array()->size(), 1U);
    EXPECT_EQ(data->find("uploads")->array()->at(0).text("name"), "blues.wav");
    const auto& answers = *data->find("kept_answers")->array();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_NE(answers[0].text("answer").find("Sunday"), std::string::npos);
    EXPECT_EQ(data->find("folders")->array()->at(0).text("path"), "/v");
    EXPECT_FALSE(data->find("account")->find("mentions")->array()->empty()) << "she was made a member";
    EXPECT_EQ(zip.body.find("Of us all"), std::string::npos);
}

TEST_P(PersonalDataOfAll, GoesWithThePersonAndNamesNobodyInWhatStays) {
    add_track(own_, "Mine", "a");
    const Uuid ours = add_track(workspace_, "Theirs", "b");
    add_track(own_, "The same audio", "b");
    say(workspace_, ours, "Ann of ours");
    ASSERT_EQ(
        post("/api/v1/webhooks", R"({"url":"https://example.org/in","events":["track.*"]})", in(workspace_)).status,
        201);
    ASSERT_EQ(blobs(), 2);
    for (const Uuid& workspace : {own_, workspace_}) {
        net::Headers keyed = in(workspace);
        keyed.set("Idempotency-Key", "k-1");
        ASSERT_EQ(post("/api/v1/playlists", R"({"name":"Ann's own"})", keyed).status, 201);
    }
    const auto gone = post("/api/v1/privacy/erase",
                           R"({"confirm":"ann@example.org","password":")" + std::string{kPassword} + "\"}", mine_);
    ASSERT_EQ(gone.status, 202) << gone.body;
    work("person.erase");
    const std::string ann = to_text(ann_);
    for (const char* const table : {"track_edits", "correction_steps", "corrections"}) {
        EXPECT_EQ(count(std::string{table} + " WHERE author = '" + ann + "'"), 0) << table;
        EXPECT_GT(count(table), 0) << table << ": what was said stays";
    }
    EXPECT_EQ(count("events WHERE actor = '" + ann + "'"), 0);
    EXPECT_EQ(count("webhooks"), 1);
    EXPECT_EQ(count("webhooks WHERE created_by IS NOT NULL"), 0);
    EXPECT_EQ(count("idempotency"), 0);
    EXPECT_EQ(count("tracks"), 1);
    EXPECT_EQ(count("workspaces"), 1);
    // Her music goes, and what others have as well stays.
    work("uploads.sweep");
    EXPECT_EQ(blobs(), 1);
    EXPECT_TRUE(blobs_->stat(crypto::blake2b_256(std::array<std::uint8_t, 1>{'b'})));
}

STRATUM_ON_EVERY_ENGINE(PersonalDataOfAll);

}  // namespace
}  // namespace stratum::app
