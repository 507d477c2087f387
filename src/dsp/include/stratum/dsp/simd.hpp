#pragma once

#include "stratum/base/export.hpp"

#include <cstdint>
#include <string_view>

namespace stratum::dsp {

/// Which instructions the fast code may use. Everything is built for the x86-64 baseline; single files hold a second
/// version for AVX2 with FMA, chosen at run time. `scalar` is the reference and runs everywhere.
///
/// Whoever takes a `SimdLevel` takes it last and with `simd_level()` as default: tests name one to compare both.
/// Results are the same bit for bit within a level; between levels they differ by rounding only.
enum class SimdLevel : std::uint8_t { scalar, avx2 };

/// The best level of this processor and operating system, found once in a process. Thread-safe; reads no environment.
[[nodiscard]] STRATUM_EXPORT SimdLevel simd_level() noexcept;
/// Whether `level` would run here.
[[nodiscard]] STRATUM_EXPORT bool runs_here(SimdLevel level) noexcept;
[[nodiscard]] STRATUM_EXPORT std::string_view name_of(SimdLevel level) noexcept;

}  // namespace stratum::dsp
