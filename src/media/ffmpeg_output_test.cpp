#include "ffmpeg_output.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace stratum::media {
namespace {

/// What is shown of the lines that an ffmpeg wrote about errors.
std::string complaint_of(std::string_view report) {
    auto output = os::make_pipe();
    auto said = os::make_pipe();
    EXPECT_TRUE(output && said);
    EXPECT_EQ(::write(said->write.get(), report.data(), report.size()), std::ssize(report));
    output->write.reset();
    said->write.reset();
    FfmpegOutput ffmpeg{{std::move(output->read), std::move(said->read)}};
    EXPECT_TRUE(ffmpeg.read_text(10));
    return ffmpeg.complaint();
}

constexpr std::string_view kMuxer =
    "[f32le @ 0x55d1] Application provided invalid, non monotonically increasing dts to muxer in stream 0: 9 >= 8\n";

TEST(FfmpegComplaint, IsShownWithoutAddresses) {
    EXPECT_EQ(complaint_of("[mov,mp4,m4a @ 0x55d1] moov atom not found\nmore\n"), "moov atom not found");
    EXPECT_EQ(complaint_of("/proc/self/fd/3: Invalid data found\n"), "Invalid data found");
    EXPECT_EQ(complaint_of(""), "");
}

TEST(FfmpegComplaint, IsNotWhatTheWritingSideSays) {
    std::string many;
    for (int i = 0; i < 200; ++i) many += kMuxer;
    EXPECT_EQ(complaint_of(many), "");
    EXPECT_EQ(complaint_of(many + "[aac @ 0x55d2] channel element 1.0 is not allocated\n"),
              "channel element 1.0 is not allocated");
}

}  // namespace
}  // namespace stratum::media
