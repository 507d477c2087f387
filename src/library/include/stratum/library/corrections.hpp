#pragma once

#include "stratum/analysis/report.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/result.hpp"
#include "stratum/media/decoder.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a person says of a track where the analysis is wrong (or right). What is shown is the newest correction of a
/// value, else the analysis, whose rows stay as they are. Corrections are added and never changed or removed; what one
/// command does is one step, and undoing a step adds another one.
namespace stratum::library {

/// A value that can be corrected. The name is its place in a report: "rhythm.tempo".
enum class CorrectedField : std::uint8_t { tempo, grid, metre, key };
inline constexpr std::array kCorrectedFields{CorrectedField::tempo, CorrectedField::grid, CorrectedField::metre,
                                             CorrectedField::key};
[[nodiscard]] std::string_view name_of(CorrectedField field);
[[nodiscard]] bool from_name(std::string_view name, CorrectedField& out);

struct CorrectedKey {
    analysis::Key key;
    std::vector<analysis::KeySpan> over_time;
};

/// The resulting values themselves, never "twice the tempo". Absent: nothing is said.
struct Corrections {
    std::optional<Bpm> tempo;
    std::optional<analysis::BeatGrid> grid;
    std::optional<int> beats_per_bar;
    std::optional<CorrectedKey> key;
    [[nodiscard]] bool has(CorrectedField field) const;
    [[nodiscard]] bool empty() const { return !tempo && !grid && !beats_per_bar && !key; }
};

/// The report with the corrections over it. A corrected value has a confidence of 1, since a person said it, and no
/// alternatives, what the methods thought (`opinions`) stays; a grid brings its own. A corrected key that names no
/// times holds throughout. What is told in bars follows the grid: borders of sections, their bars, mix points; theory
/// is told anew from the corrected key and beats. Energy stays as it was heard.
[[nodiscard]] analysis::Report laid_over(analysis::Report report, const Corrections& corrections);

/// Whether values that come from outside can be those of a recording of this length: tempi from 10 to 1000 BPM, beats
/// that ascend within it, downbeats among them, regions one after the other. Errors: `invalid_argument` with the place.
[[nodiscard]] Result<void> check(const Corrections& corrections, Seconds duration);

/// What `report` shows of these fields, as corrections; what it lacks is left out.
[[nodiscard]] Corrections shown_in(const analysis::Report& report);

/// What is said of one track, and the audio that it was said of: beats of one recording mean nothing in another.
struct TrackCorrection {
    Uuid track;
    media::ContentId content{};
    Corrections values;
    std::vector<CorrectedField> reverts{};  ///< Where what was said counts no more and the analysis does.
};

/// What a correction is made from: what is heard of a track's audio, and what holds of what was said of it.
struct HeardAndSaid {
    Uuid track;
    media::ContentId content{};
    analysis::Report heard;
    Corrections said;
    std::optional<Timestamp> analysed_at;  ///< None while nobody has heard it.
    /// As it is shown.
    [[nodiscard]] analysis::Report shown() const { return laid_over(heard, said); }
};

/// One command of a person, or one that undid it.
struct CorrectionStep {
    std::int64_t number = 0;  ///< 1, 2, 3, ... in the order in which they were made.
    Uuid id;
    std::string action;  ///< "--double".
    std::string author;
    Timestamp made_at;
    std::optional<std::int64_t> undoes;  ///< The number of another step.
    bool undone = false;
    std::int64_t tracks = 0;
};

struct Corrected {
    std::optional<CorrectionStep> step;  ///< None when all was so already.
    std::vector<Uuid> tracks;            ///< Whose values changed hands.
    std::int64_t kept = 0;               ///< Values that an undo left alone, since they were corrected again later.
};

}  // namespace stratum::library
