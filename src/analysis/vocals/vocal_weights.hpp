#pragma once

#include <array>

/// Made by training/vocals/fit.py; clang-format leaves it alone.
namespace stratum::analysis::vocals {

// clang-format off
inline constexpr float kSignsBias = 3.7291F;
inline constexpr std::array<float, 27> kSignsWeights{
    3.1389F, 1.0500F, 1.8327F, -4.4258F, 2.9630F, 2.1991F, -5.2337F, 1.6242F, -0.2510F,
    3.3508F, 21.7930F, 38.5640F, 4.6649F, 1.1834F, 3.1507F, -2.6322F, -13.2600F, -0.6560F,
    -0.7454F, 0.3098F, -0.7400F, 1.5157F, -0.3737F, 0.9133F, 0.0592F, -0.0394F, -0.0284F};
// clang-format on

}  // namespace stratum::analysis::vocals
