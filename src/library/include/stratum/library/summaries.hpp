#pragma once

#include "stratum/analysis/key.hpp"
#include "stratum/analysis/report.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/units.hpp"
#include "stratum/library/corrections.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::library {

/// How far the analysis of a track is. `stale`: done by an older version than this program has. `queued`, `running` and
/// `failed` are told by whoever runs analyses (`Tracks::note_analysis`); the others follow from what is kept.
enum class AnalysisState : std::uint8_t { none, queued, running, done, stale, failed };
[[nodiscard]] std::string_view name_of(AnalysisState state);
[[nodiscard]] bool from_name(std::string_view name, AnalysisState& out);

/// A track as lists show it: one row, kept true by everything that changes any of it. All values are the shown ones: a
/// person's edits over the tags of the track's oldest file, corrections over the analysis.
struct TrackSummary {
    Uuid id;
    std::optional<std::string> title;
    std::optional<std::string> artist;
    std::optional<std::string> album;
    std::optional<std::string> album_artist;
    std::optional<std::string> genre;
    std::optional<std::string> label;
    std::optional<std::int64_t> year;
    std::optional<std::string> comment;
    std::optional<std::int64_t> rating;  ///< 0 to 5.
    std::string file_name;               ///< Without its folder.
    Seconds duration;                    ///< 0 while nobody has decoded it.
    std::optional<Bpm> bpm;
    std::optional<double> bpm_confidence;
    std::optional<analysis::Key> key;
    std::optional<double> key_confidence;
    std::optional<std::int64_t> energy;  ///< 1 to 10.
    std::optional<Lufs> lufs;            ///< Integrated.
    std::vector<CorrectedField> corrected;
    std::optional<double> doubt;  ///< 1 minus the lowest confidence of tempo, beats and key; absent without any.
    /// Of the beats, where they can be asked about (`beats_are_in_question`). Not shown; for the review.
    std::optional<double> beats_confidence;
    AnalysisState analysis = AnalysisState::none;
    Timestamp added_at;
    Timestamp updated_at;
    std::optional<Timestamp> binned_at;
    std::int64_t version = 1;  ///< Counts the changes; what an ETag is made of.
    friend bool operator==(const TrackSummary&, const TrackSummary&) = default;
};

/// Whether it makes sense to ask a person about the beats: they were heard, and no other tempo is nearly as likely,
/// since which part of a beat they lie on is settled only after the tempo.
[[nodiscard]] bool beats_are_in_question(const analysis::Rhythm& rhythm);

}  // namespace stratum::library
