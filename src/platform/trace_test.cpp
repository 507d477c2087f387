#include "stratum/platform/trace.hpp"

#include <gtest/gtest.h>

namespace stratum::platform {
namespace {

TEST(ContinueTrace, GoesOnWithAProperOne) {
    // The example of the recommendation, section 3.2.2.
    const Trace trace = continue_trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    EXPECT_EQ(trace.id, "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(trace.span.size(), 16U);
    EXPECT_NE(trace.span, "00f067aa0ba902b7");
}

TEST(ContinueTrace, BeginsAnewWithAnyOther) {
    for (const auto* text : {"", "nonsense", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                             "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                             "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                             "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"}) {
        const Trace trace = continue_trace(text);
        EXPECT_EQ(trace.id.size(), 32U) << text;
        EXPECT_NE(trace.id, "4bf92f3577b34da6a3ce929d0e0e4736") << text;
    }
}

}  // namespace
}  // namespace stratum::platform
