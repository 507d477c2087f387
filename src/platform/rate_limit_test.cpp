#include "stratum/platform/rate_limit.hpp"

#include <gtest/gtest.h>

namespace stratum::platform {
namespace {

constexpr RateRule kRule{.burst = 3, .per_second = 2.0};

TEST(RateLimiter, LetsABurstThroughAndThenWhatComesBack) {
    ManualClock clock{Timestamp{1'795'000'000'000}};
    RateLimiter limiter{clock};
    for (const std::int64_t left : {2, 1, 0}) {
        const auto answer = limiter.ask("ann", kRule);
        EXPECT_TRUE(answer.allowed);
        EXPECT_EQ(answer.left, left);
    }
    const auto refused = limiter.ask("ann", kRule);
    EXPECT_FALSE(refused.allowed);
    EXPECT_EQ(refused.wait, 1);  // half a second, rounded up
    clock.advance(Seconds{0.5});
    EXPECT_TRUE(limiter.ask("ann", kRule).allowed);
    EXPECT_FALSE(limiter.ask("ann", kRule).allowed);
    clock.advance(Seconds{3600.0});
    EXPECT_EQ(limiter.ask("ann", kRule).left, 2);  // never more than the burst
}

TEST(RateLimiter, TellsInWhichTimeAllComesBack) {
    ManualClock clock{Timestamp{1'795'000'000'000}};
    RateLimiter limiter{clock};
    const auto answer = limiter.ask("ann", {.burst = 3, .per_second = 0.4, .name = "keys"});
    EXPECT_EQ(answer.window, 8);  // 7.5, rounded up
    EXPECT_EQ(answer.name, "keys");
    clock.advance(Seconds{7.5});
    EXPECT_EQ(limiter.ask("ann", {.burst = 3, .per_second = 0.4}).left, 2);  // as if nobody had asked
    EXPECT_EQ(limiter.ask("bob", {.burst = 3}).window, 0);
}

TEST(RateLimiter, CountsEachOneAlone) {
    ManualClock clock{Timestamp{1'795'000'000'000}};
    RateLimiter limiter{clock};
    for (int i = 0; i < 4; ++i) (void)limiter.ask("ann", kRule);
    EXPECT_TRUE(limiter.ask("bob", kRule).allowed);
}

TEST(RateLimiter, ForgetsWhoAskedLongestAgo) {
    ManualClock clock{Timestamp{1'795'000'000'000}};
    RateLimiter limiter{clock, 16};  // one bucket a shard
    for (int i = 0; i < 4; ++i) (void)limiter.ask("ann", kRule);
    for (int i = 0; i < 1000; ++i) (void)limiter.ask("user " + std::to_string(i), kRule);
    EXPECT_TRUE(limiter.ask("ann", kRule).allowed);
}

TEST(RateLimiter, DoesNothingWithoutARule) {
    ManualClock clock{Timestamp{1'795'000'000'000}};
    RateLimiter limiter{clock};
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(limiter.ask("ann", {}).allowed);
}

}  // namespace
}  // namespace stratum::platform
