#include "suggest.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace stratum::app {
namespace {

TEST(Nearest, FindsWhatWasMeant) {
    const std::vector<std::string> known{"analyze", "show", "plot", "doctor"};
    EXPECT_EQ(nearest("analyse", known), "analyze");
    EXPECT_EQ(nearest("anlayze", known), "analyze");
    EXPECT_EQ(nearest("anal", known), "analyze");
    EXPECT_EQ(nearest("sohw", known), "show");
    EXPECT_EQ(nearest("plto", known), "plot");
}

TEST(Nearest, SaysNothingWhenNothingIsNear) {
    const std::vector<std::string> known{"analyze", "show"};
    EXPECT_EQ(nearest("frobnicate", known), "");
    EXPECT_EQ(nearest("", known), "");
    EXPECT_EQ(nearest(std::string(1000, 'a'), known), "");
}

}  // namespace
}  // namespace stratum::app
