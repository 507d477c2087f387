#include "plot_command.hpp"

#include "sample_report.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/library/library.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <map>
#include <sstream>
#include <unistd.h>

namespace stratum::plot {
namespace {

using ::testing::HasSubstr;

TEST(ParseTime, ReadsSecondsMinutesAndHours) {
    EXPECT_EQ(parse_time("75"), Seconds{75.0});
    EXPECT_EQ(parse_time("1:15.5"), Seconds{75.5});
    EXPECT_EQ(parse_time("1:02:03.5"), Seconds{3723.5});
    EXPECT_EQ(parse_time("90:00"), Seconds{5400.0});
}

TEST(ParseTime, RefusesWhatIsNoTime) {
    for (const char* text : {"", ":", "1:", ":5", "-3", "1:-3", "1:75", "1:2:3:4", "x", "nan", "inf", "1.5:20", "1e99"})
        EXPECT_EQ(parse_time(text), std::nullopt) << text;
}

/// Fills options in as the program's parser would.
class Given final : public OptionSink {
  public:
    explicit Given(std::map<std::string, std::string> values) : values_(std::move(values)) {}
    void flag(const OptionInfo&, bool&) override {}
    void text(const OptionInfo& info, std::optional<std::string>& place) override {
        if (const auto it = values_.find(info.names); it != values_.end()) place = it->second;
    }
    void integer(const OptionInfo& info, std::optional<std::int64_t>& place) override {
        if (const auto it = values_.find(info.names); it != values_.end()) place = std::stoll(it->second);
    }
    void number(const OptionInfo&, std::optional<double>&) override {}
    void list(const OptionInfo&, std::vector<std::string>&) override {}
    void positional(const OptionInfo& info, std::string& place, Presence) override { place = values_[info.names]; }
    void positionals(const OptionInfo&, std::vector<std::string>&, Presence) override {}

  private:
    std::map<std::string, std::string> values_;
};

class PlotCommandTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "/stratum_plot_XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = std::filesystem::canonical(name);
        song_ = folder_ + "/song.wav";
        std::ofstream{song_} << "the library knows it, nobody reads it";
        auto library = library::Library::open(folder_ + "/library", store::Access::write, clock_);
        ASSERT_TRUE(library) << library.error().text();
        library::Heard heard;
        heard.path = song_;
        heard.stat = stat_file(song_).value();
        heard.media = {
            .container = "wav", .codec = "pcm_s16", .lossless = true, .rate = SampleRate{44100}, .channels = 2};
        heard.tags.title = "Night Boat";
        const analysis::Report report = sample_report(60.0);
        heard.frames = 60 * 44100;
        for (const auto id : analysis::kAllAnalysers)
            if (analysis::info_of(id).needs_audio) heard.parts.push_back({id, analysis::part_to_cbor(report, id)});
        const auto recorded = library->record(heard);
        ASSERT_TRUE(recorded) << recorded.error().text();
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    Result<int> run(std::map<std::string, std::string> values, const std::string& library = "/library") {
        const auto command = make_plot_command();
        Given given{std::move(values)};
        command->declare(given);
        CommandContext context{{out_}, {err_}, in_, folder_ + library, "", false, {}, [this](std::string_view key) {
                                   const auto it = settings_.find(std::string{key});
                                   return it == settings_.end() ? std::nullopt : std::optional<std::string>{it->second};
                               }};
        return command->run(context);
    }
    std::string text_of(const std::string& path) { return read_text_file(path, 10'000'000).value_or(std::string{}); }

    SystemClock clock_;
    std::string folder_;
    std::string song_;
    std::istringstream in_;
    std::ostringstream out_;
    std::ostringstream err_;
    std::map<std::string, std::string> settings_;
};

TEST_F(PlotCommandTest, WritesThePictureOfATrackThatTheLibraryKnows) {
    const std::string picture = folder_ + "/a.svg";
    const auto code = run({{"TRACK", "title:night"}, {"-o,--output", picture}});
    ASSERT_TRUE(code) << code.error().text();
    EXPECT_EQ(*code, 0);
    EXPECT_THAT(text_of(picture), HasSubstr(">Night Boat<"));
    EXPECT_THAT(text_of(picture), HasSubstr(">124.00 BPM<"));
    EXPECT_THAT(err_.str(), HasSubstr("wrote"));
    EXPECT_EQ(out_.str(), "");
    EXPECT_FALSE(exists(picture + ".part"));
}

TEST_F(PlotCommandTest, TakesSizesAndColoursFromOptionsBeforeTheConfiguration) {
    settings_ = {{"plot.width", "1200"}, {"plot.height", "700"}, {"plot.theme", "dark"}};
    ASSERT_TRUE(run({{"TRACK", song_}, {"-o,--output", "-"}, {"--height", "800"}}));
    EXPECT_THAT(out_.str(), HasSubstr("width=\"1200\" height=\"800\""));
    EXPECT_THAT(out_.str(), HasSubstr("fill=\"#121418\""));  // the dark paper
}

TEST_F(PlotCommandTest, SaysWhatToDoWhenItCannotDraw) {
    const auto problem = [&](std::map<std::string, std::string> values) { return run(std::move(values)).error(); };
    EXPECT_EQ(problem({{"TRACK", song_}}).hint, "add -o FILE.svg or -o FILE.png");
    EXPECT_EQ(problem({{"TRACK", song_}, {"-o,--output", "a.jpg"}}).code, ErrorCode::invalid_argument);
    EXPECT_EQ(problem({{"TRACK", song_}, {"-o,--output", "-"}, {"--from", "soon"}}).code, ErrorCode::invalid_argument);
    EXPECT_EQ(problem({{"TRACK", song_}, {"-o,--output", "-"}, {"--width", "99999999999"}}).code,
              ErrorCode::invalid_argument);
    EXPECT_EQ(problem({{"TRACK", song_}, {"-o,--output", folder_ + "/nowhere/a.svg"}}).code, ErrorCode::not_found);
    EXPECT_EQ(problem({{"TRACK", "title:unheard"}, {"-o,--output", "-"}}).code, ErrorCode::not_found);
}

TEST_F(PlotCommandTest, SendsFilesThatNobodyAnalysedToAnalyze) {
    const std::string other = folder_ + "/other.wav";
    std::ofstream{other} << "x";
    EXPECT_THAT(run({{"TRACK", other}, {"-o,--output", "-"}}).error().hint, HasSubstr("stratum analyze " + other));
    EXPECT_THAT(run({{"TRACK", other}, {"-o,--output", "-"}}, "/no-library").error().hint,
                HasSubstr("stratum analyze " + other));
}

}  // namespace
}  // namespace stratum::plot
