#include "server/routes.hpp"
#include "stratum/account/api_keys.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/analysis/analysers.hpp"
#include "stratum/library/library.hpp"
#include "stratum/platform/test_server.hpp"
#include "stratum/store/jobs/job_store.hpp"

namespace stratum::analyze {
namespace {

class ReportRoutes : public platform::ServerTest {
  protected:
    void SetUp() override {
        ServerTest::SetUp();
        if (IsSkipped()) return;
        start({{.name = "analyze",
                .permissions = {{"tracks.read", "look at tracks", account::Tag::read},
                                {"analyses.run", "have tracks heard", account::Tag::analyse}},
                .routes = report_routes(),
                .migrations = {library::migrations()}}});
    }
    std::string add(const Uuid& workspace, bool analysed, std::string path = {}) {
        ++added_;
        if (path.empty()) path = "/music/" + std::to_string(added_) + ".flac";
        analysis::Report report;
        report.rhythm.emplace().tempo = analysis::Tempo{.bpm = Bpm{120.0}, .confidence = 0.9};
        library::Heard heard{.path = std::move(path),
                             .media = {.container = "flac", .codec = "flac", .rate = SampleRate{44100}, .channels = 2},
                             .frames = 44100LL * 8};
        heard.content[0] = static_cast<std::uint8_t>(added_);
        if (analysed)
            for (const auto id : analysis::kAllAnalysers)
                if (analysis::info_of(id).needs_audio) heard.parts.push_back({id, analysis::part_to_cbor(report, id)});
        const auto recorded = services_->change([&](store::Database& database) {
            return library::Library::over(database, workspace, clock_).record(heard);
        });
        EXPECT_TRUE(recorded) << (recorded ? "" : recorded.error().text());
        return to_text(recorded->track);
    }
    static std::string path_of(const std::string& track, const std::string& rest) {
        return "/api/v1/tracks/" + track + "/" + rest;
    }
    Uuid other_workspace() {
        const Uuid other = IdSource::random();
        EXPECT_TRUE(services_->change([&](store::Database& database) {
            return library::create_workspace(database, other, "Other", clock_.now());
        }));
        return other;
    }
    std::int64_t added_ = 0;
};

TEST_P(ReportRoutes, ListWhatWasHeard) {
    const auto track = add(workspace_, true);
    const auto page = get(path_of(track, "analyses?limit=2"));
    ASSERT_EQ(page.status, 200) << page.body;
    const auto json = page.json();
    ASSERT_EQ(json.find("items")->array()->size(), 2U);
    const auto& first = json.find("items")->array()->front();
    EXPECT_FALSE(first.text("analyser").empty());
    EXPECT_FALSE(first.text("version").empty());
    EXPECT_EQ(first.find("current")->boolean(), true);
    const auto next = get(path_of(track, "analyses?cursor=" + net::encode_percent(json.text("next_cursor"))));
    EXPECT_EQ(next.status, 200) << next.body;
    EXPECT_EQ(get(path_of(track, "analyses?limit=x")).status, 400);
    EXPECT_EQ(get(path_of(track, "analyses?cursor=x")).status, 400);
    EXPECT_EQ(get(path_of(to_text(IdSource::random()), "analyses")).status, 404);
    EXPECT_EQ(get(path_of(add(other_workspace(), true), "analyses")).status, 404);
}

TEST_P(ReportRoutes, ShowTheReportInEveryForm) {
    const auto track = add(workspace_, true);
    const auto reply = get(path_of(track, "report"));
    ASSERT_EQ(reply.status, 200) << reply.body;
    const auto json = reply.json();
    EXPECT_EQ(json.find("version")->integer(), 1);
    EXPECT_EQ(json.text("track_id"), track);
    EXPECT_EQ(json.find("report")->find("rhythm")->find("tempo")->find("bpm")->number(), 120.0);
    EXPECT_EQ(get(path_of(track, "report"), {{"If-None-Match", std::string{reply.headers.get("ETag")}}}).status, 304);
    for (const auto* form : {"cbor", "csv", "jams", "labels", "labels&layer=melody", "labels&layer=keys"})
        EXPECT_EQ(get(path_of(track, std::string{"report?format="} + form)).status, 200) << form;
    EXPECT_TRUE(reply.headers.get("Content-Disposition").empty());
    const auto name_of = [&](const std::string& form) {
        const auto exported = get(path_of(track, "report?format=" + form));
        const auto said = exported.headers.get("Content-Disposition");
        return std::string{said.substr(said.rfind('.') - 4)};
    };
    EXPECT_TRUE(name_of("labels&layer=keys").ends_with("keys.txt"));
    EXPECT_TRUE(name_of("jams").ends_with(".jams"));
    EXPECT_EQ(get(path_of(track, "report?format=gif")).status, 400);
    const std::string here = to_text(workspace_);
    EXPECT_EQ(get(path_of(track, "report?workspace=" + here)).status, 200);
    EXPECT_EQ(get(path_of(track, "report?workspace="), {{"Stratum-Workspace", here}}).status, 400);
    for (const auto* form : {"report?format=labels&layer=smell", "report?layer=smell", "report?layer="})
        EXPECT_EQ(get(path_of(track, form)).status, 400) << form;
    EXPECT_EQ(get(path_of(add(workspace_, false), "report")).status, 409);
    EXPECT_EQ(get(path_of(add(other_workspace(), true), "report")).status, 404);
}

TEST_P(ReportRoutes, TellFoldersOnlyAtThisComputer) {
    const auto track = add(workspace_, true);
    // A proxy on this computer that speaks for somebody elsewhere.
    const auto reader = services_->change([&](store::Database& database) -> Result<account::MadeApiKey> {
        const auto as = [&](const account::Actor& actor) {
            return account::Call{.actor = actor,
                                 .address = {},
                                 .now = clock_.now(),
                                 .ids = ids_,
                                 .permissions = *catalogue_,
                                 .policy = policy_};
        };
        const auto system = as(account::system_actor());
        STRATUM_TRY(const Uuid user, account::create_user(database, system, {.email = "ann@example.org"}));
        STRATUM_TRY_VOID(account::add_member(database, system, workspace_, user, "owner"));
        return account::create_api_key(database, as({.kind = account::ActorKind::session, .user = user}), workspace_,
                                       {.name = "a key", .scopes = {"tracks.read"}, .expires_at = {}});
    });
    ASSERT_TRUE(reader) << reader.error().text();
    const net::Headers elsewhere{{"X-Forwarded-For", "203.0.113.9"}, {"Authorization", "Bearer " + reader->key}};
    for (const auto* form : {"csv", "jams"}) {
        const std::string target = path_of(track, std::string{"report?format="} + form);
        const auto there = get(target, elsewhere);
        ASSERT_EQ(there.status, 200) << there.body;
        EXPECT_EQ(there.body.find("/music/"), std::string::npos) << form;
        EXPECT_NE(there.body.find("1.flac"), std::string::npos) << form;
    }
    EXPECT_NE(get(path_of(track, "report?format=csv")).body.find("/music/1.flac"), std::string::npos);
}

TEST_P(ReportRoutes, TellUploadsByTheirNames) {
    const auto track = add(workspace_, true, "stored:" + std::string(64, 'a') + "/blue.flac");
    for (const auto* form : {"csv", "jams"}) {
        const auto told = get(path_of(track, std::string{"report?format="} + form)).body;
        EXPECT_EQ(told.find("stored:"), std::string::npos) << form;
        EXPECT_NE(told.find("blue.flac"), std::string::npos) << form;
    }
}

TEST_P(ReportRoutes, TellCorrectedFieldsByTheirShortNames) {
    const auto track = add(workspace_, true);
    const auto corrected = services_->change([&](store::Database& database) {
        auto library = library::Library::over(database, workspace_, clock_);
        library::TrackCorrection correction{.track = *parse_uuid(track)};
        correction.values.tempo = Bpm{60.0};
        return library.correct("--half", std::array{correction});
    });
    ASSERT_TRUE(corrected) << corrected.error().text();
    const auto json = get(path_of(track, "report")).json();
    EXPECT_EQ(*json.find("corrected")->array()->front().string(), "tempo");
    EXPECT_EQ(json.find("heard")->find("rhythm")->find("tempo")->find("bpm")->number(), 120.0);
}

TEST_P(ReportRoutes, QueueWhatIsToBeHeard) {
    const auto track = add(workspace_, true);
    add(workspace_, false);
    EXPECT_EQ(post("/api/v1/analyses", R"({"track_ids":[")" + track + R"("],"force":true})").status, 202);
    EXPECT_EQ(post("/api/v1/analyses", "{}").status, 202);
    auto reader = pool_->read();
    EXPECT_EQ(store::list_jobs(**reader, workspace_, {})->size(), 3U);
    EXPECT_EQ(post("/api/v1/analyses", R"({"track_ids":[]})").status, 422);
    EXPECT_EQ(post("/api/v1/analyses", R"({"track_ids":[")" + to_text(IdSource::random()) + R"("]})").status, 404);
}

STRATUM_ON_EVERY_ENGINE(ReportRoutes);

}  // namespace
}  // namespace stratum::analyze
