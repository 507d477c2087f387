#include "packet_trim.hpp"

#include <gtest/gtest.h>

namespace stratum::media {
namespace {

constexpr std::string_view kEditList =
    "duration=1024\nflags=KD\nskip_samples=1024\ndiscard_padding=0\nduration=1024\nduration=1024\nduration=644\n"
    "extradata=\n00000000: 1210 56e5 00                             ..V..\n";
constexpr std::string_view kOpus =
    "duration=20\nduration=20\nskip_samples=0\ndiscard_padding=504\nextradata=\n"
    "00000000: 4f70 7573 4865 6164 0102 3801 80bb 0000  OpusHead..8.....\n00000010: 0000 00    ...\n";

PacketTrim read(std::string_view text, std::size_t piece) {
    PacketTrim out;
    for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) out.read(text.substr(0, piece));
    return out;
}

TEST(PacketTrim, IsTheSameHoweverTheTextIsCut) {
    for (const std::size_t piece : {1U, 7U, 1000U}) {
        EXPECT_EQ(read(kEditList, piece).result(false, 3 * 1024 - 380), (Trim{1024, 380})) << piece;
        EXPECT_EQ(read(kOpus, piece).result(true, {}), (Trim{312, 504})) << piece;
        EXPECT_EQ(read(kOpus, piece).result(false, {}), (Trim{0, 504})) << "only Opus has a pre-skip";
    }
}

TEST(PacketTrim, IsNothingWhereNothingIsSignalled) {
    EXPECT_EQ(read("", 1).result(true, {}), Trim{});
    EXPECT_EQ(read("duration=26\nduration=26\nduration=N/A\n", 9).result(false, {}), Trim{});
    EXPECT_EQ(read("duration=1024\nduration=1024\n", 9).result(false, 2048), Trim{}) << "a length that takes nothing";
}

TEST(PacketTrim, SurvivesNonsense) {
    const std::string lies = "duration=9223372036854775807\nduration=9223372036854775807\nskip_samples=-5\n" +
                             std::string(100'000, 'x') + "\n00000000: 4f70 7573 4865 6164 0102 zz\n";
    for (const std::size_t piece : {100U, 1'000'000U}) {
        const Trim trim = read(lies, piece).result(true, 7);
        EXPECT_EQ(trim.start, 0);
        EXPECT_GE(trim.end, 0);
    }
}

}  // namespace
}  // namespace stratum::media
