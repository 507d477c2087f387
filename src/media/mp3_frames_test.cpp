#include "mp3_frames.hpp"

#include <cstring>
#include <gtest/gtest.h>
#include <string_view>

namespace stratum::media {
namespace {

using Data = std::vector<std::uint8_t>;

/// A layer III frame of 128 kbit/s at 44.1 kHz, stereo: 417 bytes [144 * 128000 / 44100].
Data frame(std::uint8_t fill) {
    Data out(417, fill);
    const std::array<std::uint8_t, 4> header{0xff, 0xfb, 0x90, 0x00};
    std::ranges::copy(header, out.begin());
    return out;
}

Data info_frame(std::uint32_t frames, int delay, int padding) {
    Data out = frame(0);
    const auto text = [&](std::size_t at, std::string_view what) {
        std::memcpy(out.data() + at, what.data(), what.size());
    };
    text(36, "Info");
    out[43] = 1;  // Only the number of frames follows.
    for (std::size_t i = 0; i < 4; ++i) out[44 + i] = static_cast<std::uint8_t>(frames >> (24 - 8 * i));
    text(48, "LAME3.100");
    out[69] = static_cast<std::uint8_t>(delay >> 4);
    out[70] = static_cast<std::uint8_t>((delay & 15) << 4 | padding >> 8);
    out[71] = static_cast<std::uint8_t>(padding);
    return out;
}

void append(Data& out, const Data& more) { out.insert(out.end(), more.begin(), more.end()); }
void append(Data& out, std::string_view more) { out.insert(out.end(), more.begin(), more.end()); }

Data walked(const Data& file) {
    MemoryBytes source{file};
    const auto range = mp3_audio_range(source);
    const auto stream = find_mp3_stream(source, *range);
    Data out;
    if (!stream || !*stream) return out;
    EXPECT_TRUE(walk_mp3_frames(source, *range, **stream,
                                [&](std::span<const std::uint8_t> f) { out.insert(out.end(), f.begin(), f.end()); }));
    return out;
}

TEST(Mp3Header, ReadsTheFieldsOfEveryVersionAndLayer) {
    const std::array<std::uint8_t, 4> v1{0xff, 0xfb, 0x90, 0x00};
    const auto a = parse_mp3_header(v1);
    ASSERT_TRUE(a);
    EXPECT_EQ(a->version, 1);
    EXPECT_EQ(a->layer, 3);
    EXPECT_EQ(a->rate, 44'100);
    EXPECT_EQ(a->bit_rate, 128'000);
    EXPECT_EQ(a->samples, 1152);
    EXPECT_EQ(a->bytes, 417);
    const std::array<std::uint8_t, 4> v2{0xff, 0xf3, 0x84, 0xc0};  // MPEG-2, layer III, 64 kbit/s, 24 kHz, mono.
    const auto b = parse_mp3_header(v2);
    ASSERT_TRUE(b);
    EXPECT_EQ(b->version, 2);
    EXPECT_EQ(b->rate, 24'000);
    EXPECT_EQ(b->channels, 1);
    EXPECT_EQ(b->samples, 576);
    EXPECT_EQ(b->bytes, 72 * 64'000 / 24'000);
    for (const std::array<std::uint8_t, 4> wrong :
         {std::array<std::uint8_t, 4>{0xff, 0xfb, 0xf0, 0x00},  // Bit rate 15.
          {0xff, 0xfb, 0x9c, 0x00},                             // Rate 3.
          {0xff, 0xeb, 0x90, 0x00},                             // Version 1.
          {0xff, 0xf1, 0x50, 0x80}})                            // ADTS.
        EXPECT_FALSE(parse_mp3_header(wrong));
    EXPECT_FALSE(parse_mp3_header(std::span{v1}.first(3)));
}

TEST(Mp3InfoTag, ReadsDelayAndPaddingOfLame) {
    const Data data = info_frame(1234, 576, 1080);
    const auto tag = parse_mp3_info_tag(data, *parse_mp3_header(data));
    ASSERT_TRUE(tag);
    EXPECT_TRUE(tag->constant_bit_rate);
    EXPECT_EQ(tag->frames, 1234);
    EXPECT_EQ(tag->delay, 576);
    EXPECT_EQ(tag->padding, 1080);
    EXPECT_FALSE(parse_mp3_info_tag(frame(0), *parse_mp3_header(frame(0))));
}

TEST(Mp3Frames, AreTheSameWhateverTaggersPutAround) {
    Data audio;
    for (std::uint8_t i = 1; i < 9; ++i) append(audio, frame(i));
    EXPECT_EQ(walked(audio), audio);

    Data file;
    append(file, std::string_view{"ID3\x04\0\0\0\0\x02\0", 10});  // 256 bytes follow.
    Data picture(256, 0xff);                                      // Looks like a sync word all over.
    append(file, picture);
    append(file, info_frame(8, 576, 1000));
    append(file, audio);
    append(file, "LYRICSBEGINsome words000011LYRICS200");
    Data ape(64, 0);
    std::memcpy(ape.data() + 32, "APETAGEX", 8);
    ape[32 + 12] = 64;  // Footer and 32 bytes of items.
    append(file, ape);
    append(file, "TAG");
    append(file, Data(125, 0));
    // The Lyrics3 length counts from LYRICSBEGIN to its own six digits.
    file[file.size() - 128 - 64 - 15 + 4] = '2';
    file[file.size() - 128 - 64 - 15 + 5] = '1';
    EXPECT_EQ(walked(file), audio);
}

TEST(Mp3Frames, SkipsJunkBetweenFramesAndACutLastFrame) {
    Data audio;
    for (std::uint8_t i = 1; i < 5; ++i) append(audio, frame(i));
    Data file = audio;
    append(file, std::string_view{"some junk that an editor left"});
    append(file, audio);
    Data cut = frame(9);
    cut.resize(100);
    append(file, cut);
    Data expected = audio;
    append(expected, audio);
    EXPECT_EQ(walked(file), expected);
}

TEST(Mp3Frames, SkipsFalseFramesInDamageButFollowsARealChange) {
    Data audio;
    for (std::uint8_t i = 1; i < 5; ++i) append(audio, frame(i));
    Data other = frame(9);  // 48 kHz: 384 bytes.
    other[2] = 0x94;
    other.resize(384);
    Data mono = frame(9);
    mono[3] = 0xc0;
    Data file = audio;
    append(file, Data(5000, 0x55));
    for (int i = 0; i < 4; ++i) append(file, other);
    append(file, Data(100, 0x55));
    append(file, mono);
    append(file, audio);
    append(file, mono);
    append(file, audio);
    Data expected = audio;
    append(expected, audio);
    append(expected, audio);
    EXPECT_EQ(walked(file), expected);
    for (int i = 0; i < 5; ++i) {
        append(file, other);
        append(expected, other);
    }
    EXPECT_EQ(walked(file), expected);

    MemoryBytes source{file};
    const ByteRange range{0, source.size()};
    Mp3FrameWalk walk{source, range, **find_mp3_stream(source, range), true};
    while (!walk.next()->empty()) {
    }
    EXPECT_EQ(walk.longest_gap(), 5000 + 4 * 384 + 100 + 417);
}

TEST(Mp3Frames, TagsBetweenThemAreNoGap) {
    Data audio;
    for (std::uint8_t i = 1; i < 5; ++i) append(audio, frame(i));
    Data file = audio;
    append(file, "TAG");
    append(file, Data(125, ' '));
    append(file, audio);
    append(file, std::string_view{"ID3\x04\0\0\0\0\x7f\0", 10});
    append(file, Data(127 * 128, 0xff));
    append(file, audio);
    MemoryBytes source{file};
    const ByteRange range{0, source.size()};
    Mp3FrameWalk walk{source, range, **find_mp3_stream(source, range), false};
    int frames = 0;
    while (!walk.next()->empty()) ++frames;
    EXPECT_EQ(frames, 12);
    EXPECT_EQ(walk.longest_gap(), 0);
}

TEST(Mp3Frames, FindsNoneInNoise) {
    Data noise(200'000);
    std::uint32_t state = 1;
    for (auto& byte : noise) byte = static_cast<std::uint8_t>((state = state * 1664525U + 1013904223U) >> 24);
    EXPECT_TRUE(walked(noise).empty());
    EXPECT_TRUE(walked({}).empty());
}

TEST(Mp3Range, SurvivesTagsThatLieAboutTheirLength) {
    for (const std::string_view text : {std::string_view{"ID3\x04\0\0\x7f\x7f\x7f\x7f", 10},
                                        std::string_view{"999999LYRICS200 no"}, std::string_view{"APETAGEX"}}) {
        Data data(text.begin(), text.end());
        MemoryBytes source{data};
        const auto range = mp3_audio_range(source);
        ASSERT_TRUE(range);
        EXPECT_LE(range->begin, range->end);
        EXPECT_LE(range->end, source.size());
    }
}

}  // namespace
}  // namespace stratum::media
