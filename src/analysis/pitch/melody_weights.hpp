#pragma once
#include "pitch/line_judge.hpp"
namespace stratum::analysis {
inline constexpr LineWeights kMelodyWeights{};
}
