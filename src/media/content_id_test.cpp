#include "stratum/base/os/process.hpp"
#include "stratum/base/os/temp.hpp"
#include "test_signals.hpp"

#include <gtest/gtest.h>
#include <map>
#include <taglib/fileref.h>
#include <taglib/tag.h>
#include <taglib/tpropertymap.h>

namespace stratum::media {
namespace {

using namespace testing_signals;

class ContentIdTest : public testing::Test {
  protected:
    void SetUp() override {
        if (os::find_program("ffmpeg").empty()) GTEST_SKIP() << "ffmpeg is not installed";
        write_file(path("source.wav"), wav_bytes(44'100, 2, bursts(44'100, 2, 100'000)));
    }
    std::string path(const std::string& name) const { return folder_ / name; }
    void ffmpeg(const std::string& from, const std::string& to, std::vector<std::string> options) {
        std::vector<std::string> arguments{"-v", "error", "-nostdin", "-y", "-i", path(from)};
        arguments.insert(arguments.end(), options.begin(), options.end());
        arguments.push_back(path(to));
        const auto run = os::run_program(os::find_program("ffmpeg"), arguments);
        ASSERT_TRUE(run) << run.error().text();
        ASSERT_EQ(run->status.code, 0) << to << ": " << run->output;
    }
    ContentId id(const std::string& name) {
        auto file = OpenFile::open(path(name));
        EXPECT_TRUE(file) << name;
        auto found = content_id_of(file->source());
        EXPECT_TRUE(found) << name << ": " << found.error().text();
        return found ? *found : ContentId{};
    }
    os::TempFolder folder_ = *os::TempFolder::make();
};

TEST_F(ContentIdTest, IsTheSameForOneRecordingInAnyLosslessFormat) {
    const ContentId source = id("source.wav");
    for (const char* name : {"a.aiff", "a.flac", "a.caf", "a.wv", "a.tta", "a.au"}) {
        ffmpeg("source.wav", name,
               {"-c:a", std::string_view{name}.ends_with("aiff") || std::string_view{name}.ends_with("au") ? "pcm_s16be"
                        : std::string_view{name}.ends_with("caf")                                          ? "pcm_s16le"
                        : std::string_view{name}.ends_with("wv")                                           ? "wavpack"
                        : std::string_view{name}.ends_with("tta")                                          ? "tta"
                                                                                                           : "flac"});
        EXPECT_EQ(id(name), source) << name;
    }
    ffmpeg("source.wav", "alac.m4a", {"-c:a", "alac"});
    EXPECT_EQ(id("alac.m4a"), source);
    ffmpeg("a.flac", "flac.mka", {"-c", "copy"});
    EXPECT_EQ(id("flac.mka"), source);
}

TEST_F(ContentIdTest, IsTheSameFor24BitRecordingsToo) {
    ffmpeg("source.wav", "24.wav", {"-c:a", "pcm_s24le", "-af", "volume=0.7"});
    ffmpeg("24.wav", "24.flac", {"-c:a", "flac"});
    ffmpeg("24.wav", "24.m4a", {"-c:a", "alac"});
    ffmpeg("24.wav", "24.aiff", {"-c:a", "pcm_s24be"});
    EXPECT_EQ(id("24.flac"), id("24.wav"));
    EXPECT_EQ(id("24.m4a"), id("24.wav"));
    EXPECT_EQ(id("24.aiff"), id("24.wav"));
    EXPECT_NE(id("24.wav"), id("source.wav"));
}

TEST_F(ContentIdTest, DiffersWhenAnythingAudibleDiffers) {
    const auto samples = bursts(44'100, 2, 100'000);
    auto changed = samples;
    changed[50'001] = static_cast<std::int16_t>(changed[50'001] + 1);
    write_file(path("changed.wav"), wav_bytes(44'100, 2, changed));
    write_file(path("rate.wav"), wav_bytes(48'000, 2, samples));
    write_file(path("mono.wav"), wav_bytes(44'100, 1, samples));
    for (const char* name : {"changed.wav", "rate.wav", "mono.wav"}) EXPECT_NE(id(name), id("source.wav")) << name;
}

TEST_F(ContentIdTest, SurvivesRemuxing) {
    struct Case {
        const char* from;
        std::vector<std::string> coder;
        std::vector<const char*> to;
    };
    const std::vector<Case> cases{
        {"a.mp3", {"-c:a", "libmp3lame"}, {"b.mp3"}},
        {"plain.mp3", {"-c:a", "libmp3lame", "-write_xing", "0"}, {"plain.mka"}},
        {"a.m4a", {"-c:a", "aac"}, {"aac.mov"}},
        {"a.aac", {"-c:a", "aac"}, {"adts.mka", "adts.m4a"}},
        {"a.ogg", {"-c:a", "libvorbis"}, {"b.ogg", "vorbis.mka"}},
        {"a.opus", {"-c:a", "libopus"}, {"b.opus", "opus.mka"}},
        {"a.wma", {"-c:a", "wmav2"}, {"wma.mka"}},
    };
    for (const auto& [from, coder, targets] : cases) {
        ffmpeg("source.wav", from, coder);
        for (const char* to : targets) {
            ffmpeg(from, to, {"-c", "copy", "-metadata", "title=changed"});
            EXPECT_EQ(id(to), id(from)) << from << " as " << to;
        }
    }
}

// The same packets, but the second file has lost its encoder delay: its beats lie 25 ms later.
TEST_F(ContentIdTest, DiffersWhereTheSignalledDelayDiffers) {
    const std::vector<std::array<std::vector<std::string>, 2>> cases{
        {{{"a.mp3", "-c:a", "libmp3lame"}, {"plain.mp3", "-c", "copy", "-write_xing", "0"}}},
        {{{"b.mp3", "-c:a", "libmp3lame"}, {"mp3.mka", "-c", "copy"}}},
        {{{"a.m4a", "-c:a", "aac"}, {"a.aac", "-c", "copy"}}},
        {{{"a.mov", "-c:a", "aac"}, {"a.mka", "-c", "copy"}}},
    };
    for (const auto& [with, without] : cases) {
        ffmpeg("source.wav", with[0], {with.begin() + 1, with.end()});
        ffmpeg(with[0], without[0], {without.begin() + 1, without.end()});
        EXPECT_NE(id(without[0]), id(with[0])) << with[0] << " and " << without[0];
    }
    EXPECT_EQ(id("a.aac"), id("a.mka")) << "neither signals a delay";
}

TEST_F(ContentIdTest, SurvivesTagging) {
    const std::map<std::string, std::vector<std::string>> files{
        {"t.mp3", {"-c:a", "libmp3lame"}}, {"t.flac", {"-c:a", "flac"}}, {"t.ogg", {"-c:a", "libvorbis"}},
        {"t.opus", {"-c:a", "libopus"}},   {"t.m4a", {"-c:a", "aac"}},   {"t.wav", {"-c:a", "pcm_s16le"}},
        {"t.aiff", {"-c:a", "pcm_s16be"}}, {"t.wma", {"-c:a", "wmav2"}}, {"t.wv", {"-c:a", "wavpack"}},
    };
    for (const auto& [name, coder] : files) {
        ffmpeg("source.wav", name, coder);
        const ContentId before = id(name);
        {
            TagLib::FileRef file{path(name).c_str()};
            ASSERT_FALSE(file.isNull()) << name;
            TagLib::PropertyMap map;
            map["TITLE"] = TagLib::StringList{"A title"};
            // Long enough to push the audio to another place in every format.
            map["COMMENT"] = TagLib::StringList{std::string(200'000, 'x')};
            map["BPM"] = TagLib::StringList{"128.50"};
            file.file()->setProperties(map);
            ASSERT_TRUE(file.file()->save()) << name;
        }
        EXPECT_EQ(id(name), before) << name;
    }
}

}  // namespace
}  // namespace stratum::media
