#include "server/routes.hpp"

#include "stratum/analysis/analysers.hpp"
#include "stratum/library/library.hpp"
#include "stratum/platform/test_server.hpp"

namespace stratum::midi {
namespace {

class MidiRoutes : public platform::ServerTest {
  protected:
    void SetUp() override {
        ServerTest::SetUp();
        if (IsSkipped()) return;
        start({{.name = "midi",
                .permissions = {{"tracks.read", "look at tracks", account::Tag::read}},
                .routes = routes(),
                .migrations = {library::migrations()}}});
    }
    /// Two chords over eight seconds at 120 BPM; its place over HTTP.
    std::string add(const Uuid& workspace, bool analysed, bool chords = true) {
        ++added_;
        analysis::Report report;
        auto& rhythm = report.rhythm.emplace();
        rhythm.tempo = analysis::Tempo{.bpm = Bpm{120.0}, .confidence = 0.9};
        auto& grid = rhythm.grid.emplace();
        grid.kind = analysis::GridKind::constant;
        grid.regions = {{Seconds{}, Seconds{8.0}, Seconds{}, Bpm{120.0}}};
        for (int n = 0; n < 16; ++n) grid.beats.emplace_back(n * 0.5);
        for (int n = 0; n < 16; n += 4) grid.downbeats.emplace_back(n * 0.5);
        if (chords)
            report.chords.emplace().spans = {{Seconds{}, Seconds{4.0}, analysis::Chord{.root = 0, .bass = 0}, 0.9},
                                             {Seconds{4.0}, Seconds{8.0}, analysis::Chord{.root = 7, .bass = 7}, 0.9}};
        library::Heard heard{.path = "/music/" + std::to_string(added_) + ".flac",
                             .media = {.container = "flac", .codec = "flac", .rate = SampleRate{44100}, .channels = 2},
                             .tags = {.title = "Blau \"ü\""},
                             .frames = 44100LL * 8};
        heard.content[0] = static_cast<std::uint8_t>(added_);
        if (analysed)
            for (const auto id : analysis::kAllAnalysers)
                if (analysis::info_of(id).needs_audio) heard.parts.push_back({id, analysis::part_to_cbor(report, id)});
        const auto recorded = services_->change([&](store::Database& database) {
            return library::Library::over(database, workspace, clock_).record(heard);
        });
        EXPECT_TRUE(recorded) << (recorded ? "" : recorded.error().text());
        return "/api/v1/tracks/" + to_text(recorded->track) + "/midi";
    }
    std::int64_t added_ = 0;
};

TEST_P(MidiRoutes, WriteWhatWasHeard) {
    const auto reply = get(add(workspace_, true));
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.headers.get("Content-Type"), "audio/midi");
    EXPECT_EQ(reply.headers.get("Content-Disposition"),
              "attachment; filename=\"Blau ____.mid\"; filename*=UTF-8''Blau%20%22%C3%BC%22.mid");
    EXPECT_EQ(reply.body.substr(0, 4), "MThd");
    EXPECT_NE(reply.body.find("\x90"), std::string::npos) << "a note";
}

TEST_P(MidiRoutes, SayWhatIsMissing) {
    const std::string path = add(workspace_, true);
    const std::string etag{get(path).headers.get("ETag")};
    EXPECT_EQ(get(path, {{"If-None-Match", etag}}).status, 304);
    EXPECT_EQ(get(path + "?bends=perhaps").status, 400);
    EXPECT_EQ(get(add(workspace_, false)).status, 409);
    EXPECT_EQ(get("/api/v1/tracks/" + to_text(IdSource::random()) + "/midi").status, 404);
    const Uuid other = IdSource::random();
    ASSERT_TRUE(services_->change(
        [&](store::Database& database) { return library::create_workspace(database, other, "Other", clock_.now()); }));
    EXPECT_EQ(get(add(other, true)).status, 404) << "of another workspace";
}

STRATUM_ON_EVERY_ENGINE(MidiRoutes);

}  // namespace
}  // namespace stratum::midi
