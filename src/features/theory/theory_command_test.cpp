#include "commands.hpp"
#include "stratum/analysis/analyzer.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/library/library.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sstream>
#include <unistd.h>

namespace stratum::theory {
namespace {

using ::testing::HasSubstr;

/// Fills options in as the program's parser would.
class Given final : public OptionSink {
  public:
    Given(std::string track, bool json) : track_(std::move(track)), json_(json) {}
    void flag(const OptionInfo& info, bool& place) override {
        if (info.names == "--json") place = json_;
    }
    void text(const OptionInfo&, std::optional<std::string>&) override {}
    void integer(const OptionInfo&, std::optional<std::int64_t>&) override {}
    void number(const OptionInfo&, std::optional<double>&) override {}
    void list(const OptionInfo&, std::vector<std::string>&) override {}
    void positional(const OptionInfo&, std::string&, Presence) override {}
    void positionals(const OptionInfo&, std::vector<std::string>& place, Presence) override { place = {track_}; }

  private:
    std::string track_;
    bool json_;
};

class TheoryCommandTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "/stratum_theory_XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = std::filesystem::canonical(name);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    void keep(const std::string& name, bool with_chords) {
        const std::string path = folder_ + "/" + name;
        std::ofstream{path} << "the library knows it, nobody reads it: " << name;
        auto library = library::Library::open(folder_ + "/library", store::Access::write, clock_);
        ASSERT_TRUE(library) << library.error().text();
        library::Heard heard;
        heard.path = path;
        heard.stat = stat_file(path).value();
        heard.content[0] = with_chords ? 1 : 2;
        heard.media = {
            .container = "wav", .codec = "pcm_s16", .lossless = true, .rate = SampleRate{44100}, .channels = 2};
        heard.tags.title = name;
        heard.frames = 10 * 44100;
        analysis::Report report;
        report.harmony.emplace().key = analysis::KeyEstimate{{0, analysis::Mode::major}, 0.9, {}, {}, {}};
        report.chords.emplace().spans = {
            {Seconds{0.0}, Seconds{5.0}, analysis::parse_chord("G:7"), 0.9},
            {Seconds{5.0}, Seconds{10.0}, analysis::parse_chord("C:maj"), 0.9},
        };
        for (const auto id :
             {analysis::AnalyserId::rhythm, analysis::AnalyserId::harmony, analysis::AnalyserId::chords})
            if (with_chords || id != analysis::AnalyserId::chords)
                heard.parts.push_back({id, part_to_cbor(report, id)});
        const auto recorded = library->record(heard);
        ASSERT_TRUE(recorded) << recorded.error().text();
    }

    Result<int> run(const std::string& track, bool json = false) {
        out_.str({});
        std::ostringstream err;
        std::istringstream in;
        CommandContext context{.out = {.stream = out_}, .err = {.stream = err}, .in = in};
        context.library = folder_ + "/library";
        const auto command = make_theory_command();
        Given given{track, json};
        command->declare(given);
        return command->run(context);
    }

    ManualClock clock_{{1'700'000'000'000}};
    std::string folder_;
    std::ostringstream out_;
};

TEST_F(TheoryCommandTest, PrintsAPageOrAnObject) {
    keep("song.wav", true);
    ASSERT_TRUE(run(folder_ + "/song.wav"));
    EXPECT_THAT(out_.str(), HasSubstr("G7 V7 | C I"));
    ASSERT_TRUE(run("title:song", true));
    EXPECT_THAT(out_.str(), HasSubstr("\"schema\":\"stratum.theory/1\""));
    EXPECT_THAT(out_.str(), HasSubstr("\"numeral\":\"V7\""));
}

TEST_F(TheoryCommandTest, SaysThatAPersonGaveTheKey) {
    keep("song.wav", true);
    {
        auto library = library::Library::open(folder_ + "/library", store::Access::write, clock_);
        ASSERT_TRUE(library);
        const auto view = library->view(library->resolve("title:song").value());
        ASSERT_TRUE(view);
        library::TrackCorrection correction{view->file.track, view->file.content, {}};
        correction.values.key = library::CorrectedKey{{9, analysis::Mode::minor}, {}};
        ASSERT_TRUE(library->correct("--key Am", std::span{&correction, 1}));
    }
    ASSERT_TRUE(run("title:song"));
    EXPECT_THAT(out_.str(), HasSubstr("A minor  8A  by hand (heard: C major)"));
    EXPECT_THAT(out_.str(), testing::Not(HasSubstr("100 %")));
    ASSERT_TRUE(run("title:song", true));
    EXPECT_THAT(out_.str(), HasSubstr("\"corrected\":"));
}

TEST_F(TheoryCommandTest, SaysWhichCommandHearsTheChordsThatAreMissing) {
    keep("it's.wav", false);
    const auto missing = run(folder_ + "/it's.wav");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    EXPECT_EQ(missing.error().hint, "stratum analyze --harmony '" + folder_ + "/it'\\''s.wav'");
    EXPECT_FALSE(run("title:nobody"));
}

}  // namespace
}  // namespace stratum::theory
