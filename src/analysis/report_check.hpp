#pragma once

#include "stratum/analysis/report.hpp"
#include "stratum/base/result.hpp"

/// Whether values that came from bytes lie where `report.hpp` says that they do: what reads a report may rely on it.
/// Errors: `corrupt`, with the rule that is broken.
namespace stratum::analysis {

[[nodiscard]] Result<void> check(const Rhythm& rhythm);
[[nodiscard]] Result<void> check(const Harmony& harmony);
[[nodiscard]] Result<void> check(const Loudness& loudness);
[[nodiscard]] Result<void> check(const Waveform& waveform);
[[nodiscard]] Result<void> check(const Silence& silence);
[[nodiscard]] Result<void> check(const Fingerprint& fingerprint);
[[nodiscard]] Result<void> check(const Timbre& timbre);
[[nodiscard]] Result<void> check(const Energy& energy);
[[nodiscard]] Result<void> check(const Structure& structure);
[[nodiscard]] Result<void> check(const Chords& chords);
[[nodiscard]] Result<void> check(const Theory& theory);
[[nodiscard]] Result<void> check(const NoteTrack& track);
[[nodiscard]] Result<void> check(const Melody& melody);
[[nodiscard]] Result<void> check(const Report& report);

}  // namespace stratum::analysis
