#include "stratum/media/tags.hpp"

#include "stratum/base/os/process.hpp"
#include "stratum/base/os/temp.hpp"
#include "stratum/media/decoder.hpp"
#include "test_signals.hpp"

#include <gtest/gtest.h>
#include <taglib/asffile.h>
#include <taglib/fileref.h>
#include <taglib/id3v2tag.h>
#include <taglib/mp4file.h>
#include <taglib/mpegfile.h>
#include <taglib/textidentificationframe.h>
#include <taglib/tpropertymap.h>

namespace stratum::media {
namespace {

class TagsTest : public testing::Test {
  protected:
    void SetUp() override {
        if (os::find_program("ffmpeg").empty()) GTEST_SKIP() << "ffmpeg is not installed";
        testing_signals::write_file(folder_ / "source.wav",
                                    testing_signals::wav_bytes(44'100, 2, testing_signals::bursts(44'100, 2, 30'000)));
    }
    std::string make(const std::string& name, std::vector<std::string> options) {
        std::string path = folder_ / name;
        std::vector<std::string> arguments{"-v", "error", "-nostdin", "-y", "-i", folder_ / "source.wav"};
        arguments.insert(arguments.end(), options.begin(), options.end());
        arguments.push_back(path);
        const auto run = os::run_program(os::find_program("ffmpeg"), arguments);
        EXPECT_TRUE(run && run->status.code == 0) << name;
        return path;
    }
    static Tags read(const std::string& path) {
        auto file = OpenFile::open(path);
        EXPECT_TRUE(file);
        const auto tags = read_tags(file->source());
        EXPECT_TRUE(tags) << path << ": " << tags.error().text();
        return tags.value_or(Tags{});
    }
    os::TempFolder folder_ = *os::TempFolder::make();
};

TEST_F(TagsTest, ReadsEveryFormatsOwnKindOfTag) {
    const std::vector<std::pair<std::string, std::string>> formats{
        {"a.mp3", "libmp3lame"}, {"a.flac", "flac"}, {"a.ogg", "libvorbis"},
        {"a.opus", "libopus"},   {"a.m4a", "aac"},   {"a.wav", "pcm_s16le"},
        {"a.aiff", "pcm_s16be"}, {"a.wma", "wmav2"}, {"a.wv", "wavpack"}};
    for (const auto& [name, coder] : formats) {
        const std::string path = make(name, {"-c:a", coder});
        {
            TagLib::FileRef file{path.c_str()};
            ASSERT_FALSE(file.isNull()) << name;
            TagLib::PropertyMap map;
            map["TITLE"] = TagLib::StringList{TagLib::String{"Tïtle", TagLib::String::UTF8}};
            map["ARTIST"] = TagLib::StringList{"Somebody"};
            map["ALBUM"] = TagLib::StringList{"Album"};
            map["GENRE"] = TagLib::StringList{"Techno"};
            map["DATE"] = TagLib::StringList{"1999-03-04"};
            map["TRACKNUMBER"] = TagLib::StringList{"3/12"};
            map["BPM"] = TagLib::StringList{"128"};
            map["INITIALKEY"] = TagLib::StringList{"F#m"};
            map["ISRC"] = TagLib::StringList{"DEAB12345678"};
            file.file()->setProperties(map);
            // TagLib 1 has no common name for the key in these two.
            if (auto* mp4 = dynamic_cast<TagLib::MP4::File*>(file.file()))
                mp4->tag()->setItem("----:com.apple.iTunes:initialkey", TagLib::StringList{"F#m"});
            if (auto* asf = dynamic_cast<TagLib::ASF::File*>(file.file()))
                asf->tag()->setAttribute("WM/InitialKey", TagLib::ASF::Attribute{TagLib::String{"F#m"}});
            ASSERT_TRUE(file.file()->save());
        }
        const Tags tags = read(path);
        EXPECT_EQ(tags.title, "Tïtle") << name;
        EXPECT_EQ(tags.artist, "Somebody") << name;
        EXPECT_EQ(tags.album, "Album") << name;
        EXPECT_EQ(tags.genre, "Techno") << name;
        EXPECT_EQ(tags.year, 1999) << name;
        EXPECT_EQ(tags.track, 3) << name;
        EXPECT_EQ(tags.bpm, 128.0) << name;
        EXPECT_EQ(tags.key, "F#m") << name;
        EXPECT_EQ(tags.isrc, "DEAB12345678") << name;
    }
}

TEST_F(TagsTest, PrefersThePreciseTempo) {
    const std::string mp4 = make("b.m4a", {"-c:a", "aac"});
    {
        TagLib::MP4::File file{mp4.c_str()};
        file.tag()->setItem("tmpo", TagLib::MP4::Item{174});
        file.tag()->setItem("----:com.apple.iTunes:BPM", TagLib::StringList{"173.96"});
        file.tag()->setItem("----:com.apple.iTunes:initialkey", TagLib::StringList{"8A"});
        ASSERT_TRUE(file.save());
    }
    EXPECT_EQ(read(mp4).bpm, 173.96);
    EXPECT_EQ(read(mp4).key, "8A");
    const std::string mp3 = make("b.mp3", {"-c:a", "libmp3lame"});
    {
        TagLib::MPEG::File file{mp3.c_str()};
        auto* frame = new TagLib::ID3v2::TextIdentificationFrame{"TBPM", TagLib::String::Latin1};
        frame->setText("127,98");
        file.ID3v2Tag(true)->addFrame(frame);
        ASSERT_TRUE(file.save());
    }
    EXPECT_EQ(read(mp3).bpm, 127.98) << "a decimal comma";
}

TEST_F(TagsTest, NoTagsAreNoError) {
    const Tags tags = read(folder_ / "source.wav");
    EXPECT_FALSE(tags.title);
    EXPECT_FALSE(tags.bpm);
}

TEST_F(TagsTest, RefusesFilesWithoutTagsThatWeKnow) {
    const std::string path = folder_ / "text";
    testing_signals::write_file(path, std::vector<std::uint8_t>{'h', 'e', 'l', 'l', 'o'});
    auto file = OpenFile::open(path);
    ASSERT_TRUE(file);
    EXPECT_EQ(read_tags(file->source()).error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace stratum::media
