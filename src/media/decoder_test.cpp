#include "stratum/media/decoder.hpp"

#include "stratum/base/os/process.hpp"
#include "stratum/base/os/temp.hpp"
#include "test_signals.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <random>
#include <unistd.h>

namespace stratum::media {
namespace {

using namespace testing_signals;

class DecoderTest : public testing::Test {
  protected:
    static constexpr int kRate = 44'100;
    static constexpr std::int64_t kFrames = 3 * kRate + 123;  // No whole number of anybody's packets.

    void SetUp() override {
        samples_ = bursts(kRate, 2, kFrames);
        write_file(path("source.wav"), wav_bytes(kRate, 2, samples_));
    }
    std::string path(const std::string& name) const { return folder_ / name; }

    /// Makes `name` from the source with a program; false when it is not installed.
    bool make(const std::string& name, const std::string& program, std::vector<std::string> arguments) {
        const std::string executable = os::find_program(program);
        if (executable.empty()) return false;
        for (std::string& argument : arguments) {
            if (argument == "IN") argument = path("source.wav");
            if (argument == "OUT") argument = path(name);
        }
        const auto run = os::run_program(executable, arguments);
        EXPECT_TRUE(run && run->status.code == 0) << (run ? run->output : run.error().text());
        return true;
    }
    bool ffmpeg(const std::string& name, std::vector<std::string> options, const std::string& from = "source.wav") {
        std::vector<std::string> arguments{"-v", "error", "-nostdin", "-y", "-i", path(from)};
        arguments.insert(arguments.end(), options.begin(), options.end());
        arguments.push_back(path(name));
        return make(name, "ffmpeg", arguments);
    }
    ErrorCode code_of(const std::string& name) {
        const auto decoded = decode_file(path(name));
        EXPECT_FALSE(decoded) << name;
        if (decoded) return ErrorCode::internal;
        EXPECT_FALSE(decoded.error().message.empty());
        return decoded.error().code;
    }

    os::TempFolder folder_ = *os::TempFolder::make();
    std::vector<std::int16_t> samples_;
};

TEST_F(DecoderTest, ReadsWavExactly) {
    const auto decoded = decode_file(path("source.wav"));
    ASSERT_TRUE(decoded) << decoded.error().text();
    EXPECT_EQ(decoded->info.container, "wav");
    EXPECT_EQ(decoded->info.codec, "pcm_s16");
    EXPECT_EQ(decoded->info.frames, kFrames);
    EXPECT_EQ(decoded->info.bits_per_sample, 16);
    EXPECT_TRUE(decoded->info.lossless);
    EXPECT_EQ(decoded->warning, "");
    ASSERT_EQ(decoded->samples.size(), samples_.size());
    for (std::size_t i = 0; i < samples_.size(); ++i)
        ASSERT_EQ(decoded->samples[i], static_cast<float>(samples_[i]) / 32'768.0F);
}

TEST_F(DecoderTest, GivesTheSameSamplesForEveryBlockSize) {
    std::vector<std::string> names{"source.wav"};
    if (make("a.flac", "flac", {"-s", "-o", "OUT", "IN"})) names.emplace_back("a.flac");
    if (make("a.mp3", "lame", {"--quiet", "IN", "OUT"})) names.emplace_back("a.mp3");
    if (make("a.ogg", "oggenc", {"-Q", "-o", "OUT", "IN"})) names.emplace_back("a.ogg");
    if (ffmpeg("a.m4a", {"-c:a", "aac"})) names.emplace_back("a.m4a");
    for (const auto& name : names) {
        const auto whole = decode_file(path(name), 1 << 20);
        ASSERT_TRUE(whole) << whole.error().text();
        for (const std::size_t block : {1U, 1000U, 65'536U}) {
            const auto pieces = decode_file(path(name), block);
            ASSERT_TRUE(pieces);
            EXPECT_EQ(pieces->samples, whole->samples) << name << " in blocks of " << block;
            EXPECT_EQ(pieces->id, whole->id) << name;
        }
    }
}

// Every encoder here writes its delay into the file, so all must agree to 1 ms; most do to the sample.
TEST_F(DecoderTest, AgreesOnTimeZeroAcrossEncodings) {
    std::vector<std::string> names;
    if (make("cbr.mp3", "lame", {"--quiet", "-b", "320", "IN", "OUT"})) names.emplace_back("cbr.mp3");
    if (make("vbr.mp3", "lame", {"--quiet", "-V2", "IN", "OUT"})) names.emplace_back("vbr.mp3");
    if (make("a.ogg", "oggenc", {"-Q", "-o", "OUT", "IN"})) names.emplace_back("a.ogg");
    if (make("a.opus", "opusenc", {"--quiet", "IN", "OUT"})) names.emplace_back("a.opus");
    if (make("a.flac", "flac", {"-s", "-o", "OUT", "IN"})) names.emplace_back("a.flac");
    if (ffmpeg("aac.m4a", {"-c:a", "aac", "-b:a", "192k"})) {
        names.emplace_back("aac.m4a");
        if (ffmpeg("alac.m4a", {"-c:a", "alac"})) names.emplace_back("alac.m4a");
        if (ffmpeg("ff.mp3", {"-c:a", "libmp3lame"})) names.emplace_back("ff.mp3");
        if (ffmpeg("opus.mka", {"-c:a", "libopus"})) names.emplace_back("opus.mka");
        if (ffmpeg("wavpack.wv", {"-c:a", "wavpack"})) names.emplace_back("wavpack.wv");
    }
    if (names.empty()) GTEST_SKIP() << "no encoder is installed";
    const auto source = decode_file(path("source.wav"));
    ASSERT_TRUE(source);
    for (const auto& name : names) {
        const auto decoded = decode_file(path(name));
        ASSERT_TRUE(decoded) << name << ": " << decoded.error().text();
        std::vector<float> other = first_channel(*decoded);
        const int rate = decoded->info.rate.value();
        if (rate !=
            kRate) {  // Opus gives 48 kHz; straight lines between its samples are exact enough for a correlation.
            std::vector<float> same(static_cast<std::size_t>(kFrames), 0.0F);
            for (std::size_t i = 0; i < same.size(); ++i) {
                const double at = static_cast<double>(i) * rate / kRate;
                const auto k = static_cast<std::size_t>(at);
                const auto part = static_cast<float>(at - static_cast<double>(k));
                if (k + 1 < other.size()) same[i] = other[k] * (1.0F - part) + other[k + 1] * part;
            }
            other = same;
        }
        const std::int64_t shift =
            lag(first_channel(*source), other, 1500);  // The usual slips are 529, 1024, 1105 and 1152.
        EXPECT_LE(std::abs(shift), 1) << name;
        const double seconds = static_cast<double>(decoded->samples.size()) / 2 / rate;
        EXPECT_NEAR(seconds, static_cast<double>(kFrames) / kRate, 0.001) << name << ": padding at the end";
    }
}

TEST_F(DecoderTest, ANameMadeOfPacketsLeavesThePlaceInTheAudioAlone) {
    std::vector<std::string> names{"source.wav"};
    if (make("a.ogg", "oggenc", {"-Q", "-o", "OUT", "IN"})) names.emplace_back("a.ogg");
    if (make("a.mp3", "lame", {"--quiet", "IN", "OUT"})) names.emplace_back("a.mp3");
    if (ffmpeg("a.m4a", {"-c:a", "aac"}))
        names.insert(names.end(), {"a.m4a", "mulaw.wav", "alaw.au", "ima.wav", "ms.wav"});
    ffmpeg("mulaw.wav", {"-c:a", "pcm_mulaw"});
    ffmpeg("alaw.au", {"-c:a", "pcm_alaw"});
    ffmpeg("ima.wav", {"-c:a", "adpcm_ima_wav"});
    ffmpeg("ms.wav", {"-c:a", "adpcm_ms"});
    for (const auto& name : names) {
        auto file = OpenFile::open(path(name));
        ASSERT_TRUE(file) << name;
        auto decoder = Decoder::open(file->source());
        ASSERT_TRUE(decoder) << name << ": " << decoder.error().text();
        ASSERT_TRUE(decoder->content_id()) << name;
        std::vector<float> block(2 * 200'000);  // More than there is.
        const auto got = decoder->read(block);
        ASSERT_TRUE(got) << name;
        EXPECT_EQ(*got < 5'000, decoder->hashes_samples()) << name << " gives " << *got << " frames";
    }
}

TEST_F(DecoderTest, AnMp3WithoutASignalledDelayIsDecodedWhole) {
    if (!make("plain.mp3", "lame", {"--quiet", "-t", "IN", "OUT"})) GTEST_SKIP() << "lame is not installed";
    const auto decoded = decode_file(path("plain.mp3"));
    ASSERT_TRUE(decoded) << decoded.error().text();
    const auto source = decode_file(path("source.wav"));
    EXPECT_EQ(decoded->info.encoder_delay, 0);
    EXPECT_EQ(lag(first_channel(*source), first_channel(*decoded), 1500), 1105) << "LAME's 576 and the decoder's 529";
}

TEST_F(DecoderTest, ReadsEveryDepthRateAndNumberOfChannels) {
    for (const int rate : {8'000, 22'050, 96'000, 192'000}) {
        for (const int channels : {1, 2, 6}) {
            for (const int bits : {8, 16, 24, 32, -32, -64}) {
                const int bytes = std::abs(bits) / 8;
                std::vector<std::uint8_t> data;
                for (int i = 0; i < 500 * channels; ++i) {
                    const double value = 0.5 * std::sin(i * 0.01);
                    std::uint64_t word = 0;
                    if (bits == -32)
                        word = std::bit_cast<std::uint32_t>(static_cast<float>(value));
                    else if (bits == -64)
                        word = std::bit_cast<std::uint64_t>(value);
                    else if (bits == 8)
                        word = static_cast<std::uint64_t>(std::lround(value * 128.0) + 128);
                    else
                        word = static_cast<std::uint64_t>(std::llround(value * std::pow(2.0, bits - 1)));
                    for (int b = 0; b < bytes; ++b) data.push_back(static_cast<std::uint8_t>(word >> (8 * b)));
                }
                write_file(path("x.wav"), wav_bytes({rate, channels, std::abs(bits), bits < 0}, data));
                const auto decoded = decode_file(path("x.wav"));
                ASSERT_TRUE(decoded) << decoded.error().text();
                EXPECT_EQ(decoded->info.rate.value(), rate);
                EXPECT_EQ(decoded->info.channels, channels);
                ASSERT_EQ(decoded->samples.size(), 500U * static_cast<unsigned>(channels));
                for (std::size_t i = 0; i < decoded->samples.size(); ++i)
                    ASSERT_NEAR(decoded->samples[i], 0.5 * std::sin(static_cast<double>(i) * 0.01),
                                bits == 8 ? 0.005 : 4e-5)
                        << "half a step of " << bits << " bits";
            }
        }
    }
}

TEST_F(DecoderTest, ReadsAPipedWavToItsEnd) {
    const auto bytes = std::span{reinterpret_cast<const std::uint8_t*>(samples_.data()), samples_.size() * 2};
    for (const std::int64_t announced : {std::int64_t{0}, std::int64_t{0xffffffff}, std::int64_t{0x7ffff000}}) {
        write_file(path("piped.wav"), wav_bytes({}, bytes, announced));
        const auto decoded = decode_file(path("piped.wav"));
        ASSERT_TRUE(decoded) << announced << ": " << decoded.error().text();
        EXPECT_EQ(decoded->samples.size(), samples_.size()) << announced;
    }
}

TEST_F(DecoderTest, GivesWhatATruncatedFileHasAndSaysSo) {
    std::vector<std::string> names{"source.wav"};
    if (make("a.flac", "flac", {"-s", "-o", "OUT", "IN"})) names.emplace_back("a.flac");
    if (make("a.mp3", "lame", {"--quiet", "IN", "OUT"})) names.emplace_back("a.mp3");
    for (const auto& name : names) {
        auto data = read_file(path(name));
        data.resize(data.size() / 2);
        write_file(path("cut"), data);
        const auto decoded = decode_file(path("cut"));
        ASSERT_TRUE(decoded) << name << ": " << decoded.error().text();
        EXPECT_GT(decoded->samples.size(), samples_.size() / 3) << name;
        EXPECT_LT(decoded->samples.size(), samples_.size() * 2 / 3) << name;
        EXPECT_NE(decoded->warning.find("breaks off after 0:01 of 0:03"), std::string::npos)
            << name << ": " << decoded->warning;
    }
}

// Vorbis and Opus keep the centre second and the low frequencies last.
TEST_F(DecoderTest, OrdersChannelsAsWaveFilesDo) {
    if (os::find_program("ffmpeg").empty()) GTEST_SKIP() << "ffmpeg is not installed";
    constexpr std::int64_t kLength = 48'000;
    for (const int channels : {3, 5, 6, 7, 8}) {
        // Each channel sounds in a part of its own.
        std::vector<std::int16_t> steps(static_cast<std::size_t>(channels * kLength), 0);
        for (std::int64_t i = 0; i < kLength; ++i) {
            const std::int64_t c = i * channels / kLength;
            steps[static_cast<std::size_t>(i * channels + c)] =
                static_cast<std::int16_t>(9'000.0 * std::sin(0.01 * static_cast<double>(i)));
        }
        write_file(path("steps.wav"), wav_bytes(48'000, channels, steps));
        constexpr const char* kLayouts[] = {"", "", "", "3.0", "", "5.0", "5.1", "6.1", "7.1"};
        const std::string filter = std::string{"channelmap=channel_layout="} + kLayouts[channels];
        for (const auto& [name, coder] : {std::pair{"steps.ogg", "libvorbis"}, {"steps.opus", "libopus"}}) {
            ASSERT_TRUE(
                ffmpeg(name, {"-af", filter, "-c:a", coder, "-mapping_family", "1", "-b:a", "512k"}, "steps.wav"));
            const auto decoded = decode_file(path(name));
            ASSERT_TRUE(decoded) << decoded.error().text();
            ASSERT_EQ(decoded->info.channels, channels);
            for (std::int64_t part = 0; part < channels; ++part) {
                std::vector<double> energy(static_cast<std::size_t>(channels), 0.0);
                const std::int64_t middle = (2 * part + 1) * kLength / (2 * channels);
                for (std::int64_t i = middle - 1000; i < middle + 1000; ++i)
                    for (std::size_t c = 0; c < energy.size(); ++c)
                        energy[c] += std::abs(decoded->samples[static_cast<std::size_t>(i) * energy.size() + c]);
                EXPECT_EQ(std::ranges::max_element(energy) - energy.begin(), part) << name << ", " << channels;
            }
        }
    }
}

TEST_F(DecoderTest, TellsTheLoudspeakersOfTheChannels) {
    if (!ffmpeg("21.wav", {"-af", "pan=2.1|FL=FL|FR=FR|LFE=0*FL"})) GTEST_SKIP() << "ffmpeg is not installed";
    ASSERT_TRUE(ffmpeg("61.mka", {"-af", "pan=6.1(back)|FL=FL|BC=FR", "-c:a", "pcm_s16le"}));
    const auto wav = decode_file(path("21.wav"));
    ASSERT_TRUE(wav) << wav.error().text();
    EXPECT_EQ(wav->info.channel_mask, 0xbU);
    EXPECT_EQ(decode_file(path("source.wav"))->info.channel_mask, 0U);
    ASSERT_TRUE(ffmpeg("61.m4a", {"-c:a", "alac"}, "61.mka"));
    const auto alac = decode_file(path("61.m4a"));
    ASSERT_TRUE(alac) << alac.error().text();
    EXPECT_EQ(alac->info.channel_mask, 0x13fU);
    ASSERT_EQ(alac->info.channels, 7);
    EXPECT_EQ(alac->samples[7 * 1000], static_cast<float>(samples_[2 * 1000]) / 32'768.0F) << "not mixed";
}

TEST_F(DecoderTest, GoesOnBehindDamageWithinAnMp3) {
    if (!make("a.mp3", "lame", {"--quiet", "IN", "OUT"})) GTEST_SKIP() << "lame is not installed";
    const auto whole = decode_file(path("a.mp3"));
    ASSERT_TRUE(whole);
    auto data = read_file(path("a.mp3"));
    std::mt19937 random{3};
    std::vector<std::uint8_t> noise(200'000);  // Chance makes dozens of frame headers in it, of any kind.
    for (auto& byte : noise) byte = static_cast<std::uint8_t>(random());
    data.insert(data.begin() + std::ssize(data) / 3, noise.begin(), noise.end());
    write_file(path("damaged.mp3"), data);
    const auto damaged = decode_file(path("damaged.mp3"));
    ASSERT_TRUE(damaged) << damaged.error().text();
    EXPECT_NEAR(static_cast<double>(damaged->samples.size()), static_cast<double>(whole->samples.size()), 2 * 4 * 1152);
    EXPECT_NE(damaged->warning.find("is damaged"), std::string::npos) << damaged->warning;
    EXPECT_EQ(whole->warning, "");
}

TEST_F(DecoderTest, ReadsFreeFormatMp3) {
    if (!make("free.mp3", "lame", {"--quiet", "--freeformat", "-b", "320", "IN", "OUT"}))
        GTEST_SKIP() << "lame is not installed";
    const auto decoded = decode_file(path("free.mp3"));
    ASSERT_TRUE(decoded) << decoded.error().text();
    EXPECT_EQ(decoded->info.channels, 2);
    EXPECT_EQ(std::ssize(decoded->samples), 2 * kFrames);
    EXPECT_EQ(decoded->warning, "");
}

TEST_F(DecoderTest, SaysWhenAnOggFileIsCut) {
    std::vector<std::string> names;
    if (make("a.ogg", "oggenc", {"-Q", "-o", "OUT", "IN"})) names.emplace_back("a.ogg");
    if (make("a.opus", "opusenc", {"--quiet", "IN", "OUT"})) names.emplace_back("a.opus");
    if (ffmpeg("flac.ogg", {"-c:a", "flac", "-f", "ogg"})) names.emplace_back("flac.ogg");
    if (names.empty()) GTEST_SKIP() << "no encoder is installed";
    for (const auto& name : names) {
        const auto whole = decode_file(path(name));
        ASSERT_TRUE(whole) << name << ": " << whole.error().text();
        EXPECT_EQ(whole->warning, "") << name;
        auto data = read_file(path(name));
        data.resize(data.size() * 2 / 3);
        write_file(path("cut"), data);
        const auto cut = decode_file(path("cut"));
        ASSERT_TRUE(cut) << name << ": " << cut.error().text();
        EXPECT_LT(cut->samples.size(), whole->samples.size()) << name;
        EXPECT_NE(cut->warning.find("breaks off after 0:0"), std::string::npos) << name << ": " << cut->warning;
    }
}

TEST_F(DecoderTest, RefusesWhatIsNoAudioWithAReason) {
    write_file(path("nothing"), {});
    EXPECT_EQ(code_of("nothing"), ErrorCode::empty);
    write_file(path("header.wav"), wav_bytes({}, {}));
    EXPECT_EQ(code_of("header.wav"), ErrorCode::empty);
    const auto as_bytes = [](std::string_view text) { return std::vector<std::uint8_t>{text.begin(), text.end()}; };
    write_file(path("note.mp3"), as_bytes("This is no audio\n"));
    EXPECT_EQ(code_of("note.mp3"), ErrorCode::unsupported);
    write_file(path("song.mid"), as_bytes("MThd and so on"));
    EXPECT_EQ(code_of("song.mid"), ErrorCode::unsupported);
    write_file(path("zero.wav"), std::vector<std::uint8_t>(10'000, 0));
    EXPECT_EQ(code_of("zero.wav"), ErrorCode::unsupported);
    EXPECT_EQ(OpenFile::open(path("missing")).error().code, ErrorCode::not_found);
    EXPECT_EQ(OpenFile::open(folder_.path()).error().code, ErrorCode::unsupported);
}

TEST_F(DecoderTest, NamesRightsManagementAsTheReason) {
    // An audio file of the shop's kind differs from a free one in the name of its sample entry.
    if (!ffmpeg("free.m4a", {"-c:a", "aac"})) GTEST_SKIP() << "ffmpeg is not installed";
    auto data = read_file(path("free.m4a"));
    constexpr std::string_view kFree = "mp4a";
    constexpr std::string_view kLocked = "drms";
    const auto stsd = std::search(data.begin(), data.end(), kFree.begin(), kFree.end());
    ASSERT_NE(stsd, data.end());
    std::ranges::copy(kLocked, stsd);
    write_file(path("locked.m4p"), data);
    EXPECT_EQ(code_of("locked.m4p"), ErrorCode::protected_);

    // Common encryption, as streaming services use it: ffmpeg names the coding beneath.
    ffmpeg("cenc.mp4",
           {"-c", "copy", "-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "76a6c65c5ea762046bd749a2e632ccbb",
            "-encryption_kid", "a7e61c373e219033c21091fa607bf3b8"},
           "free.m4a");
    EXPECT_EQ(code_of("cenc.mp4"), ErrorCode::protected_);

    // An ASF header object with a Content Encryption object in it.
    ASSERT_TRUE(ffmpeg("free.wma", {"-c:a", "wmav2"}));
    auto asf = read_file(path("free.wma"));
    constexpr std::string_view kLock{
        "\xfb\xb3\x11\x22\x23\xbd\xd2\x11\xb4\xb7\x00\xa0\xc9\x55\xfc\x6e\x18\0\0\0\0\0\0\0", 24};
    ASSERT_TRUE(decode_file(path("free.wma")));
    asf.insert(asf.begin() + 30, kLock.begin(), kLock.end());
    write_file(path("locked.wma"), asf);
    EXPECT_EQ(code_of("locked.wma"), ErrorCode::protected_);
}

TEST_F(DecoderTest, SilenceIsAudio) {
    write_file(path("silent.wav"), wav_bytes(kRate, 2, std::vector<std::int16_t>(2 * 4410, 0)));
    const auto decoded = decode_file(path("silent.wav"));
    ASSERT_TRUE(decoded);
    EXPECT_TRUE(std::ranges::all_of(decoded->samples, [](float x) { return x == 0.0F; }));
}

// A file of holes: 4.4 GB long (seven hours), nothing on the disk. Reading the two ends shows that no 32-bit number is
// in the way; reading it all would take a minute.
TEST_F(DecoderTest, OpensFilesBeyondFourGigabytes) {
    auto head = wav_bytes({}, {}, 0xffffffff);
    const std::string big = path("big.wav");
    write_file(big, head);
    const std::int64_t size = std::int64_t{44} + 4 * std::int64_t{1'100'000'000};
    ASSERT_EQ(::truncate(big.c_str(), size), 0);
    auto file = OpenFile::open(big);
    ASSERT_TRUE(file);
    auto decoder = Decoder::open(file->source());
    ASSERT_TRUE(decoder) << decoder.error().text();
    ASSERT_TRUE(decoder->info().frames);
    EXPECT_EQ(*decoder->info().frames, 1'100'000'000);
}

}  // namespace
}  // namespace stratum::media
