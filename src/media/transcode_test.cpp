#include "stratum/media/transcode.hpp"

#include "stratum/base/os/process.hpp"
#include "stratum/base/os/temp.hpp"
#include "test_signals.hpp"

#include <algorithm>
#include <csignal>
#include <gtest/gtest.h>
#include <thread>

namespace stratum::media {
namespace {

using namespace testing_signals;

class Transcoding : public testing::Test {
  protected:
    void SetUp() override {
        if (os::find_program("ffmpeg").empty()) GTEST_SKIP() << "no ffmpeg";
        write_file(path_, wav_bytes(kRate, 2, bursts(kRate, 2, kFrames)));
    }
    static Result<std::vector<std::uint8_t>> all_of(const std::string& path, const TranscodeRequest& request,
                                                    const TranscodeLimits& limits = {}) {
        STRATUM_TRY(const auto file, os::open_regular_file(path));
        STRATUM_TRY(auto transcoder, Transcoder::start(file.get(), request, limits));
        std::vector<std::uint8_t> bytes;
        std::vector<std::uint8_t> place(10'000);
        for (;;) {
            STRATUM_TRY(const std::size_t count, transcoder.read(place));
            if (count == 0) return bytes;
            bytes.insert(bytes.end(), place.begin(), place.begin() + static_cast<std::ptrdiff_t>(count));
        }
    }
    static constexpr int kRate = 44'100;
    static constexpr std::int64_t kFrames = 10 * kRate;
    os::TempFolder folder_ = os::TempFolder::make().value();
    const std::string path_ = folder_ / "in.wav";
    const std::string out_ = folder_ / "out";
};

TEST_F(Transcoding, MakesWhatItWasAskedFor) {
    const auto formats = stream_formats();
    for (const auto format : {StreamFormat::mp3, StreamFormat::opus, StreamFormat::wav}) {
        ASSERT_NE(std::ranges::find(formats, format), formats.end()) << name_of(format);
        const auto made = all_of(path_, {.format = format});
        ASSERT_TRUE(made) << made.error().text();
        write_file(out_, *made);
        const auto heard = decode_file(out_);
        ASSERT_TRUE(heard) << heard.error().text();
        const double seconds =
            static_cast<double>(heard->samples.size()) / heard->info.channels / heard->info.rate.value();
        // Without a length in its head an mp3 keeps the delay of encoder and decoder, and its last frame whole.
        EXPECT_NEAR(seconds, 10.0, 0.12) << name_of(format);
        EXPECT_EQ(heard->info.codec, format == StreamFormat::wav ? "pcm_s16" : std::string{name_of(format)});
    }
}

TEST_F(Transcoding, HoldsTheBitRateAndBeginsWhereItShall) {
    const auto low = all_of(path_, {.format = StreamFormat::mp3, .bit_rate = 32'000}).value();
    const auto high = all_of(path_, {.format = StreamFormat::mp3, .bit_rate = 320'000}).value();
    EXPECT_NEAR(static_cast<double>(low.size()), 40'000.0, 2'000.0);  // ten seconds of 32 kbit/s
    EXPECT_NEAR(static_cast<double>(high.size()), 400'000.0, 20'000.0);
    const auto late = all_of(path_, {.format = StreamFormat::wav, .from = Seconds{7.5}}).value();
    EXPECT_NEAR(static_cast<double>(late.size()), 2.5 * kRate * 4, 1'000.0);
    const auto behind = all_of(path_, {.format = StreamFormat::wav, .from = Seconds{100.0}});
    if (behind) EXPECT_LT(behind->size(), 200U);  // a head at most
}

TEST_F(Transcoding, MakesAsMuchAsTheEncoderTakes) {
    // libopus refuses more than 256 kbit/s for one channel.
    write_file(path_, wav_bytes(kRate, 1, bursts(kRate, 1, kRate)));
    const auto made = all_of(path_, {.format = StreamFormat::opus, .bit_rate = 320'000});
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_GT(made->size(), 1'000U);
}

TEST_F(Transcoding, SaysThatItCanNot) {
    write_file(path_, std::vector<std::uint8_t>(10'000, 7));
    const auto refused = all_of(path_, {.format = StreamFormat::mp3});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::corrupt);
}

TEST_F(Transcoding, EndsWhenNobodyReadsOnAndAfterItsTime) {
    write_file(path_, wav_bytes(kRate, 2, bursts(kRate, 2, 60 * kRate)));  // more than the pipe holds
    const auto file = os::open_regular_file(path_).value();
    {
        auto left = Transcoder::start(file.get(), {.format = StreamFormat::wav});
        ASSERT_TRUE(left);
        std::vector<std::uint8_t> place(1'000);
        EXPECT_EQ(left->read(place).value(), place.size());
    }  // does not wait for the rest
    const auto slow = all_of(path_, {.format = StreamFormat::wav}, {.longest = Seconds{0.0}});
    ASSERT_FALSE(slow);
    EXPECT_EQ(slow.error().code, ErrorCode::timeout);
}

}  // namespace
}  // namespace stratum::media
