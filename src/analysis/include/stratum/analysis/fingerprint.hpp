#pragma once

#include "stratum/base/export.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Acoustic fingerprints of Chromaprint's algorithm 1 [Lalinsky 2011], as AcoustID knows them: one word of 32 bits for
/// every 0.124 s, read from 2.6 s of the recording's notes. `analyze` makes them (`Report::fingerprint`); these
/// functions write, read and compare them. Thread-safe.
namespace stratum::analysis {

/// Time between two words of a fingerprint: 1,365 samples at 11,025 Hz.
inline constexpr Seconds kFingerprintHop{1365.0 / 11025.0};

/// The text that `fpcalc` prints and AcoustID takes: differences of neighbouring words, packed, in the URL's base64.
/// Of more than 16,777,215 words (24 days of audio) the rest is left out, since the form can count no further.
[[nodiscard]] STRATUM_EXPORT std::string compress_fingerprint(std::span<const std::uint32_t> words);

/// The words again. Errors: `corrupt` for anything that is no whole fingerprint; `unsupported` for one of an algorithm
/// other than 1, whose words would compare with nothing here. Memory grows with the text only.
[[nodiscard]] STRATUM_EXPORT Result<std::vector<std::uint32_t>> decompress_fingerprint(std::string_view text);

/// How two fingerprints fit at their best alignment.
struct FingerprintMatch {
    double similarity = 0.0;      ///< 1 the same, 0 no more in common than two unrelated recordings.
    double bit_error_rate = 0.5;  ///< Share of bits that differ in the words both have: 0 to 1, 0.5 by chance.
    Seconds offset;               ///< Time in `b` that fits time zero of `a`; negative when b starts later than a.
    Seconds overlap;              ///< How much of both was compared.
};

struct FingerprintMatchOptions {
    Seconds furthest_offset{30.0};  ///< Alignments up to this far are tried.
    Seconds shortest_overlap{5.0};  ///< Less in common proves nothing and counts as none.
};

/// Errors: `too_short` when the words of one of the two cover less than `shortest_overlap`; the first word takes 2.7 s
/// of the audio, so that makes 7.6 s of it.
[[nodiscard]] STRATUM_EXPORT Result<FingerprintMatch> compare_fingerprints(std::span<const std::uint32_t> a,
                                                                           std::span<const std::uint32_t> b,
                                                                           const FingerprintMatchOptions& options = {});

}  // namespace stratum::analysis
