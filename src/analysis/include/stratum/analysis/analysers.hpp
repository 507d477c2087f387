#pragma once

#include "stratum/analysis/report.hpp"
#include "stratum/base/cbor.hpp"
#include "stratum/base/export.hpp"
#include "stratum/base/result.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

/// The analysers by name and version. A stored result belongs to one analyser and one version of it; raising a version
/// makes the old rows of that analyser, and of those that build on it, stale, and no others.
namespace stratum::analysis {

enum class AnalyserId : std::uint8_t {
    rhythm,
    harmony,
    loudness,
    waveform,
    silence,
    fingerprint,
    timbre,
    energy,
    structure,
    chords,
    theory,
    drums,
    melody,
    bass,
};
inline constexpr std::array kAllAnalysers{
    AnalyserId::rhythm,      AnalyserId::harmony, AnalyserId::loudness, AnalyserId::waveform,  AnalyserId::silence,
    AnalyserId::fingerprint, AnalyserId::timbre,  AnalyserId::energy,   AnalyserId::structure, AnalyserId::chords,
    AnalyserId::theory,      AnalyserId::drums,   AnalyserId::melody,   AnalyserId::bass};

/// Those that write notes: `NoteTrack`s, none of which is in the default report.
inline constexpr std::array kNoteAnalysers{AnalyserId::drums, AnalyserId::melody, AnalyserId::bass};

struct AnalyserInfo {
    AnalyserId id;
    std::string_view name;
    int version;                         ///< Raised with every change that can change a value.
    std::span<const AnalyserId> inputs;  ///< Whose values it reads instead of (or beside) the audio.
    bool needs_audio;                    ///< False when its inputs' values are enough.
    bool standard;                       ///< Computed unless something else is asked for.
};
[[nodiscard]] STRATUM_EXPORT const AnalyserInfo& info_of(AnalyserId id);
[[nodiscard]] STRATUM_EXPORT std::string_view name_of(AnalyserId id);
[[nodiscard]] STRATUM_EXPORT bool from_name(std::string_view name, AnalyserId& out);

/// A set of analysers.
class AnalyserSet {
  public:
    constexpr AnalyserSet() = default;
    /// What the default report holds.
    [[nodiscard]] static AnalyserSet standard() {
        AnalyserSet set;
        for (const AnalyserId id : kAllAnalysers)
            if (info_of(id).standard) set.add(id);
        return set;
    }
    static constexpr AnalyserSet all() {
        AnalyserSet set;
        for (const AnalyserId id : kAllAnalysers) set.add(id);
        return set;
    }
    constexpr void add(AnalyserId id) { bits_ |= 1U << static_cast<unsigned>(id); }
    constexpr void remove(AnalyserId id) { bits_ &= ~(1U << static_cast<unsigned>(id)); }
    [[nodiscard]] constexpr bool has(AnalyserId id) const { return (bits_ >> static_cast<unsigned>(id) & 1U) != 0; }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    friend constexpr bool operator==(AnalyserSet, AnalyserSet) = default;
    /// Those in both.
    friend constexpr AnalyserSet operator&(AnalyserSet a, AnalyserSet b) {
        a.bits_ &= b.bits_;
        return a;
    }

  private:
    std::uint32_t bits_ = 0;
};

/// The part of a report that one analyser made, as CBOR; empty bytes when the report lacks it.
[[nodiscard]] STRATUM_EXPORT Bytes part_to_cbor(const Report& report, AnalyserId id);
/// Puts such a part back. Errors: `corrupt` for what is no such part, or holds values that no report has (a tonic of
/// 12, a duration below 0); then the report stays as it is.
STRATUM_EXPORT Result<void> part_from_cbor(Report& report, AnalyserId id, std::span<const std::uint8_t> data);
/// Leaves the report without what that analyser made.
STRATUM_EXPORT void remove_part(Report& report, AnalyserId id);
/// A whole report from the bytes that `to_cbor` made of one. Errors: `corrupt`, as above.
[[nodiscard]] STRATUM_EXPORT Result<Report> report_from_cbor(std::span<const std::uint8_t> data);

}  // namespace stratum::analysis
