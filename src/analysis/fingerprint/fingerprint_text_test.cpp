#include "stratum/analysis/fingerprint.hpp"

#include <array>
#include <gtest/gtest.h>
#include <random>

namespace stratum::analysis {
namespace {

TEST(FingerprintText, GoesThereAndBack) {
    std::mt19937 random{3};
    for (const std::size_t count : {0U, 1U, 2U, 3U, 7U, 948U}) {
        std::vector<std::uint32_t> words(count);
        // Few bits make long steps between them, many bits short ones.
        for (std::size_t i = 0; i < count; ++i)
            words[i] = i % 2 == 0 ? static_cast<std::uint32_t>(random()) : 1U << (random() % 32);
        const auto back = decompress_fingerprint(compress_fingerprint(words));
        ASSERT_TRUE(back) << back.error().text();
        EXPECT_EQ(*back, words);
    }
    EXPECT_EQ(compress_fingerprint(std::array<std::uint32_t, 1>{1}), "AQAAAQE");  // 01 000001, one step of 1, end
}

TEST(FingerprintText, RefusesWhatIsNoFingerprint) {
    EXPECT_EQ(decompress_fingerprint("").error().code, ErrorCode::corrupt);
    EXPECT_EQ(decompress_fingerprint("not base64 at all!").error().code, ErrorCode::corrupt);
    EXPECT_EQ(decompress_fingerprint("AgAAAQE").error().code, ErrorCode::unsupported);
    EXPECT_EQ(decompress_fingerprint("Af___wE").error().code, ErrorCode::corrupt);  // claims 16,777,215 words
    std::vector<std::uint32_t> words(40);
    std::mt19937 random{4};
    for (auto& word : words) word = static_cast<std::uint32_t>(random());
    const std::string text = compress_fingerprint(words);
    for (std::size_t cut = 0; cut + 2 < text.size(); ++cut)
        EXPECT_FALSE(decompress_fingerprint(std::string_view{text}.substr(0, cut))) << cut;
}

}  // namespace
}  // namespace stratum::analysis
