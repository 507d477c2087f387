#include "stratum/net/event_channel.hpp"

#include <gtest/gtest.h>

namespace stratum::net {
namespace {

TEST(EventChannel, HandsOverWhatWaitsAndTellsWhenItIsClosed) {
    EventChannel channel;
    int woken = 0;
    channel.on_push([&] { ++woken; });
    EXPECT_TRUE(channel.push("a"));
    EXPECT_TRUE(channel.push("b"));
    bool closed = true;
    EXPECT_EQ(channel.take(closed), "ab");
    EXPECT_FALSE(closed);
    channel.close();
    EXPECT_FALSE(channel.push("c"));
    EXPECT_EQ(channel.take(closed), "");
    EXPECT_TRUE(closed);
    EXPECT_EQ(woken, 3);
}

TEST(EventChannel, TellsOnceThatTheClientIsGone) {
    EventChannel channel;
    int gone = 0;
    channel.on_gone([&] { ++gone; });
    channel.gone();
    channel.gone();
    EXPECT_EQ(gone, 1);
    EXPECT_FALSE(channel.push("a"));
    channel.on_gone([&] { ++gone; });
    EXPECT_EQ(gone, 2);
}

TEST(EventChannel, CutsOffAClientThatIsTooSlow) {
    EventChannel channel;
    const std::string piece(100'000, 'x');
    int taken = 0;
    while (taken < 100 && channel.push(piece)) ++taken;
    EXPECT_GE(taken, 10);
    EXPECT_LT(taken, 20);
}

}  // namespace
}  // namespace stratum::net
