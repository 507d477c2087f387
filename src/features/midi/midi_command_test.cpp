#include "commands.hpp"
#include "smf_reader.hpp"
#include "stratum/analysis/analysers.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/library/library.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sstream>
#include <unistd.h>

namespace stratum::midi {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Arguments {
    std::string track;
    std::vector<std::string> flags{};
    std::optional<std::string> output{};
    std::optional<std::int64_t> quantize{};
    std::optional<double> confidence{};
};

/// Fills options in as the program's parser would.
class Given final : public OptionSink {
  public:
    explicit Given(Arguments arguments) : given_(std::move(arguments)) {}
    void flag(const OptionInfo& info, bool& place) override {
        place = std::ranges::find(given_.flags, info.names) != given_.flags.end();
    }
    void text(const OptionInfo&, std::optional<std::string>& place) override { place = given_.output; }
    void integer(const OptionInfo&, std::optional<std::int64_t>& place) override { place = given_.quantize; }
    void number(const OptionInfo&, std::optional<double>& place) override { place = given_.confidence; }
    void list(const OptionInfo&, std::vector<std::string>&) override {}
    void positional(const OptionInfo&, std::string& place, Presence) override { place = given_.track; }
    void positionals(const OptionInfo&, std::vector<std::string>&, Presence) override {}

  private:
    Arguments given_;
};

class MidiCommandTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "/stratum_midi_XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = std::filesystem::canonical(name);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    void keep(const std::string& name, const std::vector<analysis::AnalyserId>& parts, bool sounds = true) {
        const std::string path = folder_ + "/" + name;
        std::ofstream{path} << "the library knows it, nobody reads it: " << name;
        auto library = library::Library::open(folder_ + "/library", store::Access::write, clock_);
        ASSERT_TRUE(library) << library.error().text();
        library::Heard heard;
        heard.path = path;
        heard.stat = stat_file(path).value();
        heard.content[0] = static_cast<std::uint8_t>(++kept_);
        heard.media = {
            .container = "wav", .codec = "pcm_s16", .lossless = true, .rate = SampleRate{44100}, .channels = 2};
        heard.tags.title = name;
        heard.frames = 10 * 44100;
        analysis::Report report;
        auto& grid = report.rhythm.emplace().grid.emplace();
        for (int n = 0; n < 20; ++n) grid.beats.emplace_back(0.5 * n);
        for (int n = 0; n < 20; n += 4) grid.downbeats.emplace_back(0.5 * n);
        report.chords.emplace().spans = {{Seconds{0.0}, Seconds{10.0}, analysis::parse_chord("C:maj"), 0.9}};
        report.drums.emplace().notes = {{Seconds{0.0}, Seconds{0.1}, 36.0, 0.9F, 0.95F},
                                        {Seconds{0.52}, Seconds{0.6}, 38.0, 0.7F, 0.35F}};
        if (!sounds) {
            report.chords->spans = {{Seconds{0.0}, Seconds{10.0}, std::nullopt, 0.9}};
            report.drums->notes.clear();
        }
        for (const auto id : parts) heard.parts.push_back({id, part_to_cbor(report, id)});
        const auto recorded = library->record(heard);
        ASSERT_TRUE(recorded) << recorded.error().text();
    }

    Result<int> run(Arguments arguments) {
        out_.str({});
        err_.str({});
        std::istringstream in;
        CommandContext context{.out = {.stream = out_}, .err = {.stream = err_}, .in = in};
        context.library = folder_ + "/library";
        const auto command = make_midi_command();
        Given given{std::move(arguments)};
        command->declare(given);
        return command->run(context);
    }

    ReadSong written(const std::string& path) {
        std::ifstream file{path, std::ios::binary};
        const std::vector<char> bytes{std::istreambuf_iterator<char>{file}, {}};
        return read_smf(std::vector<std::uint8_t>{bytes.begin(), bytes.end()});
    }

    static constexpr auto kRhythm = analysis::AnalyserId::rhythm;
    static constexpr auto kChords = analysis::AnalyserId::chords;
    static constexpr auto kDrums = analysis::AnalyserId::drums;
    ManualClock clock_{{1'700'000'000'000}};
    int kept_ = 0;
    std::string folder_;
    std::ostringstream out_;
    std::ostringstream err_;
};

TEST_F(MidiCommandTest, WritesThePartsThatAreKnownAndNamesTheOthers) {
    keep("song.wav", {kRhythm, kChords, kDrums});
    const std::string file = folder_ + "/out.mid";
    ASSERT_TRUE(run({.track = "title:song", .output = file}));
    EXPECT_THAT(err_.str(), HasSubstr("chords 4 notes, drums 2 notes"));
    EXPECT_THAT(err_.str(), HasSubstr("without bass and melody, not heard yet"));
    const ReadSong song = written(file);
    ASSERT_TRUE(song.whole) << song.fault;
    EXPECT_EQ(song.tracks.size(), 3U);
    EXPECT_EQ(song.tracks[0].name, "song.wav");

    ASSERT_TRUE(run({.track = "title:song", .flags = {"--drums"}, .output = file}));
    EXPECT_EQ(err_.str(), "wrote " + file + ": drums 2 notes\n");
    EXPECT_EQ(written(file).tracks.size(), 2U);

    ASSERT_TRUE(run({.track = "title:song", .flags = {"--drums"}, .output = "-"}));
    EXPECT_EQ(out_.str().substr(0, 4), "MThd");
}

TEST_F(MidiCommandTest, PrintsNotesWithTheirConfidence) {
    keep("song.wav", {kRhythm, kDrums});
    ASSERT_TRUE(run({.track = "title:song", .flags = {"--drums", "--csv"}}));
    EXPECT_EQ(out_.str(),
              "part,start,end,bar,beat,note,pitch,name,velocity,confidence\n"
              "drums,0.0000,0.1000,1,1.000,36,36.00,kick,114,0.950\n"
              "drums,0.5200,0.6000,1,2.040,38,38.00,snare,89,0.350\n");
    ASSERT_TRUE(run({.track = "title:song", .flags = {"--json"}, .confidence = 0.5}));
    EXPECT_THAT(out_.str(), HasSubstr("\"schema\":\"stratum.midi/1\""));
    EXPECT_THAT(out_.str(), HasSubstr("\"name\":\"kick\""));
    EXPECT_THAT(out_.str(), Not(HasSubstr("\"name\":\"snare\"")));
}

TEST_F(MidiCommandTest, SaysWhichCommandHearsWhatIsMissing) {
    keep("it's.wav", {kRhythm});
    const auto nothing = run({.track = folder_ + "/it's.wav"});
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().code, ErrorCode::not_found);
    EXPECT_EQ(nothing.error().hint, "stratum analyze --notes '" + folder_ + "/it'\\''s.wav'");
    keep("drums.wav", {kRhythm, kDrums});
    const auto bass = run({.track = "title:drums", .flags = {"--bass", "--drums"}});
    ASSERT_FALSE(bass);
    EXPECT_THAT(bass.error().message, HasSubstr("bass of"));
    EXPECT_THAT(bass.error().message, Not(HasSubstr("drums of")));
    EXPECT_FALSE(run({.track = "title:nobody"}));
}

TEST_F(MidiCommandTest, WarnsOfAFileWithoutNotesAndSaysWhy) {
    const std::string file = folder_ + "/out.mid";
    keep("noise.wav", {kRhythm, kChords, kDrums}, false);
    ASSERT_TRUE(run({.track = "title:noise", .output = file}));
    EXPECT_THAT(err_.str(),
                HasSubstr("warning: there are no notes: nothing was heard of its chords and drums; bass and "
                          "melody have not been listened for (stratum analyze --notes '"));
    ASSERT_TRUE(run({.track = "title:noise", .flags = {"--drums", "--csv"}}));
    EXPECT_EQ(err_.str(), "stratum: warning: there are no notes: nothing was heard of its drums\n");

    keep("song.wav", {kRhythm, kDrums});
    ASSERT_TRUE(run({.track = "title:song", .flags = {"--drums"}, .output = file, .confidence = 0.99}));
    EXPECT_THAT(err_.str(), HasSubstr("no notes: all 2 heard are less sure than --confidence asks for\n"));
    ASSERT_TRUE(run({.track = "title:song", .flags = {"--drums"}, .output = file}));
    EXPECT_THAT(err_.str(), Not(HasSubstr("warning")));
}

TEST_F(MidiCommandTest, ReplacesMidiFilesAndNothingElse) {
    keep("song.wav", {kRhythm, kDrums});
    const auto size = std::filesystem::file_size(folder_ + "/song.wav");
    for (const std::string& other : {folder_ + "/song.wav", folder_ + "/library/library.db"}) {
        const auto refused = run({.track = "title:song", .output = other});
        ASSERT_FALSE(refused) << other;
        EXPECT_EQ(refused.error().code, ErrorCode::already_exists);
    }
    EXPECT_EQ(std::filesystem::file_size(folder_ + "/song.wav"), size);
    ASSERT_TRUE(run({.track = "title:song", .output = folder_ + "/out.mid"}));
    EXPECT_TRUE(run({.track = "title:song", .output = folder_ + "/out.mid"}));
}

TEST_F(MidiCommandTest, RefusesWhatItCanNotDo) {
    keep("song.wav", {kRhythm, kDrums});
    const auto refused = [&](Arguments arguments) {
        arguments.track = "title:song";
        const auto result = run(std::move(arguments));
        return !result && result.error().code == ErrorCode::invalid_argument;
    };
    EXPECT_TRUE(refused({.quantize = 0}));
    EXPECT_TRUE(refused({.quantize = 7}));
    EXPECT_TRUE(refused({.confidence = 1.5}));
    EXPECT_TRUE(refused({.flags = {"--json", "--csv"}}));
    EXPECT_TRUE(refused({.flags = {"--json"}, .output = "-"}));
    const auto nowhere = run({.track = "title:song", .flags = {"--drums"}, .output = folder_ + "/no/folder.mid"});
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace stratum::midi
