#pragma once

#include "kernels.hpp"

namespace stratum::dsp::avx2 {

int fft(const FftPlan& plan, const float* in);
void fft_unravel(const FftPlan& plan, int buffer, float* out);

}  // namespace stratum::dsp::avx2
