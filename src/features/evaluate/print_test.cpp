#include "print.hpp"

#include <gtest/gtest.h>
#include <sstream>

namespace stratum::evaluate {
namespace {

TEST(Print, SharesArePercentAndFsAreNot) {
    Evaluation evaluation;
    evaluation.pooled.name = "all";
    Summary set{.name = "little", .files = 8, .refused = 1, .duration = 90.0};
    set.measures = {{"tempo_acc1", {8, 0.75, 0.409, 0.9285}}, {"beat_f", {8, 0.75, 0.5, 0.875}}};
    evaluation.sets = {set};
    std::ostringstream out;
    print_tables(out, evaluation, 5);
    EXPECT_EQ(out.str(),
              "little: 8 files, 1:30, 1 without an answer\n"
              "  tempo Acc1 (4 %)             75.0 %   n    8   95 %: 40.9 % to 92.8 %\n"
              "  beat F (70 ms)                0.750   n    8   95 %: 0.500 to 0.875\n"
              "\n");
}

}  // namespace
}  // namespace stratum::evaluate
