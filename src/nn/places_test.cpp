#include "stratum/nn/places.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stratum::nn {
namespace {

TEST(Places, TheProgramsOwnComeBeforeTheSystems) {
    EXPECT_THAT(usual_places("/usr/bin/stratum"),
                testing::ElementsAre("/usr/bin/libonnxruntime.so", "/usr/bin/../lib/stratum/libonnxruntime.so",
                                     "libonnxruntime.so.1", "libonnxruntime.so"));
}

TEST(Places, AProgramWithoutAPathHasOnlyTheSystems) {
    EXPECT_THAT(usual_places("stratum"), testing::ElementsAre("libonnxruntime.so.1", "libonnxruntime.so"));
}

}  // namespace
}  // namespace stratum::nn
