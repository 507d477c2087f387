#include "stratum/dsp/simd.hpp"

#include "kernels.hpp"

namespace stratum::dsp {
namespace {

SimdLevel detect() noexcept {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0) return SimdLevel::avx2;
#endif
    return SimdLevel::scalar;
}

}  // namespace

SimdLevel simd_level() noexcept {
    static const SimdLevel level = detect();
    return level;
}

bool runs_here(SimdLevel level) noexcept { return level <= simd_level(); }

std::string_view name_of(SimdLevel level) noexcept { return level == SimdLevel::avx2 ? "avx2" : "scalar"; }

const Kernels& kernels(SimdLevel level) noexcept {
#if defined(__x86_64__)
    if (level == SimdLevel::avx2 && runs_here(level)) return kAvx2Kernels;
#endif
    (void)level;
    return kScalarKernels;
}

}  // namespace stratum::dsp
