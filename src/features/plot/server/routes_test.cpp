#include "server/routes.hpp"

#include "sample_report.hpp"
#include "stratum/analysis/analysers.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/tracks.hpp"
#include "stratum/platform/test_server.hpp"

namespace stratum::plot {
namespace {

class PlotRoutes : public platform::ServerTest {
  protected:
    void SetUp() override {
        ServerTest::SetUp();
        if (IsSkipped()) return;
        start({{.name = "plot",
                .permissions = {{"tracks.read", "look at tracks", account::Tag::read}},
                .routes = routes(),
                .migrations = {library::migrations()}}});
        track_ = add(workspace_, true);
    }
    std::string add(const Uuid& workspace, bool analysed) {
        ++added_;
        library::Heard heard{.path = "/music/" + std::to_string(added_) + ".flac",
                             .media = {.container = "flac", .codec = "flac", .rate = SampleRate{44100}, .channels = 2},
                             .tags = {.title = "Blue <b>&", .artist = "Zoe"},
                             .frames = 44100LL * 60};
        heard.content[0] = static_cast<std::uint8_t>(added_);
        const auto report = sample_report(60.0);
        if (analysed)
            for (const auto id : analysis::kAllAnalysers)
                if (analysis::info_of(id).needs_audio) heard.parts.push_back({id, analysis::part_to_cbor(report, id)});
        const auto recorded = services_->change([&](store::Database& database) {
            return library::Library::over(database, workspace, clock_).record(heard);
        });
        EXPECT_TRUE(recorded) << (recorded ? "" : recorded.error().text());
        return to_text(recorded->track);
    }
    static std::string path_of(const std::string& track) { return "/api/v1/tracks/" + track + "/plot"; }

    std::string track_;
    std::int64_t added_ = 0;
};

TEST_P(PlotRoutes, DrawTheTrack) {
    const auto svg = get(path_of(track_));
    ASSERT_EQ(svg.status, 200) << svg.body;
    EXPECT_EQ(svg.headers.get("Content-Type"), "image/svg+xml");
    EXPECT_NE(svg.body.find("<svg"), std::string::npos);
    EXPECT_NE(svg.body.find("Blue &lt;b&gt;&amp;"), std::string::npos) << "nothing of a title is markup";
    EXPECT_NE(get(path_of(track_) + "?theme=dark&from=10&to=20").body, svg.body);
    const auto png = get(path_of(track_) + "?format=png&width=640&height=480");
    if (png.status == 503) GTEST_SKIP() << "no cairo here";
    ASSERT_EQ(png.status, 200) << png.body;
    EXPECT_EQ(png.headers.get("Content-Type"), "image/png");
    EXPECT_EQ(png.body.substr(1, 3), "PNG");
    EXPECT_EQ(static_cast<unsigned char>(png.body.at(18)) * 256 + static_cast<unsigned char>(png.body.at(19)), 640);
}

TEST_P(PlotRoutes, AreDrawnAnewOnlyWhenSomethingChanged) {
    const std::string etag{get(path_of(track_)).headers.get("ETag")};
    EXPECT_EQ(get(path_of(track_), {{"If-None-Match", etag}}).status, 304);
    library::TrackPatch patch;
    patch.title = std::optional<std::string>{"Azure"};
    const auto patched = services_->change([&](store::Database& database) {
        auto library = library::Library::over(database, workspace_, clock_);
        return library::Tracks{library}.patch(std::array{*parse_uuid(track_)}, patch);
    });
    ASSERT_TRUE(patched);
    const auto anew = get(path_of(track_), {{"If-None-Match", etag}});
    EXPECT_EQ(anew.status, 200);
    EXPECT_NE(anew.body.find("Azure"), std::string::npos);
}

TEST_P(PlotRoutes, RefuseWhatCanNotBeDrawn) {
    for (const auto* wrong : {"format=gif", "theme=pink", "width=639", "width=4097", "height=479", "height=4097",
                              "from=-1", "from=x", "from=20&to=10", "from=100"})
        EXPECT_EQ(get(path_of(track_) + "?" + wrong).status, 400) << wrong;
    EXPECT_EQ(get(path_of(add(workspace_, false))).status, 409);
    EXPECT_EQ(get(path_of(to_text(IdSource::random()))).status, 404);
    const Uuid other = IdSource::random();
    ASSERT_TRUE(services_->change(
        [&](store::Database& database) { return library::create_workspace(database, other, "Other", clock_.now()); }));
    EXPECT_EQ(get(path_of(add(other, true))).status, 404) << "of another workspace";
}

STRATUM_ON_EVERY_ENGINE(PlotRoutes);

}  // namespace
}  // namespace stratum::plot
